package dev.commitcast.notifications.consumer;

/** Who is told what becomes of a worker. Called on the worker's thread; must not block. */
interface WorkerOwner {
  /** It has given its partition back, or has noticed that it is lost. */
  void ended(PartitionWorker worker, boolean lost);
}
