package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.persistence.subscription.PartitionState;

/** Works on one partition under one lease. Called by its membership, on one thread at a time. */
interface PartitionWorker {
  PartitionLease lease();

  /** Begins where the partition stands. */
  void start(PartitionState state);

  /** The lease stands until then, by this process' clock and with a margin. */
  void renewed(long safeUntil);

  /** How the partition stands now; the lease is still held. */
  void learn(PartitionState state);

  /**
   * Gives the partition back when what is in hand is done; not much later, if nobody answers it.
   */
  void finish();

  /**
   * The same without waiting for answers.
   *
   * @param blamed whether the consumer has gone by itself, with what it has not answered
   */
  void leave(boolean blamed);

  /** Whether the hub has long refused it events. */
  boolean isStarved();

  /** The lease is lost: nothing may be handled any more. A call that runs is left alone. */
  void abandon();

  /** Whether no call runs. */
  boolean isIdle();
}
