package dev.commitcast.benchmarks.store;

/** One connection that does one kind of work. Used by one thread. */
interface Worker extends AutoCloseable {
  /** Does a piece of it; answers how many events that were. */
  int work() throws Exception;

  @Override
  void close() throws Exception;
}
