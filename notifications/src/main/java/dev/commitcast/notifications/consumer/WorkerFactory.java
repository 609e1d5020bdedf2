package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.PartitionLease;

/** Makes the worker of a partition that was taken. Thread-safe. */
@FunctionalInterface
interface WorkerFactory {
  /**
   * Makes one, which waits to be started.
   *
   * @param safeUntil until when the lease can be trusted, by this process' clock
   */
  PartitionWorker on(PartitionLease lease, long safeUntil, WorkerOwner owner);
}
