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

  /** Gives the partition back after the event in hand. */
  void finish();

  /** The lease is lost: nothing may be handled any more. A call that runs is left alone. */
  void abandon();

  /** Whether no call runs. */
  boolean isIdle();
}
