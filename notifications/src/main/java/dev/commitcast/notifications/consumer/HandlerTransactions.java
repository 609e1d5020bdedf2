package dev.commitcast.notifications.consumer;

import java.sql.Connection;

/** Begins and ends the transactions of transactional handlers. Thread-safe. */
@FunctionalInterface
public interface HandlerTransactions {
  /** What is done in one. */
  @FunctionalInterface
  interface Work {
    void run(Connection connection) throws Exception;
  }

  /**
   * Runs the work in a transaction of its own and commits.
   *
   * @throws Exception what the work threw, after the roll-back; or a failed commit, of which nobody
   *     knows whether it has happened
   */
  void run(Work work) throws Exception;
}
