package dev.commitcast.domain.subscription;

/** The lease has gone to somebody else, or an operator has moved the checkpoint. */
public class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LeaseLostException(PartitionLease lease) {
    super(
        "The lease "
            + lease
            + " is lost: another consumer holds the partition, it was rewound, or the subscription"
            + " is gone. Nothing was changed; the event comes again to whoever holds it now.");
  }
}
