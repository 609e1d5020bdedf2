package dev.commitcast.benchmarks.store;

/** One of those that are compared. */
interface Side {
  /**
   * Gets a connection ready.
   *
   * @param number of the connection, from 0; it has streams of its own
   */
  Worker worker(Work work, int number) throws Exception;
}
