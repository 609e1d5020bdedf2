package dev.commitcast.domain.subscription;

/** There is no subscription of this name. */
public class UnknownSubscriptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownSubscriptionException(SubscriptionName name) {
    super("There is no subscription " + name + "; create it first.");
  }
}
