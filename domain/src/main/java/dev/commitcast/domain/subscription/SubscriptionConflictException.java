package dev.commitcast.domain.subscription;

/** A subscription of this name is there already and is another one. */
public class SubscriptionConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SubscriptionConflictException(SubscriptionName name) {
    super(
        "The subscription "
            + name
            + " exists with another filter, start, number of partitions or settings; delete it"
            + " first, or choose another name.");
  }
}
