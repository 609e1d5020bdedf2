package dev.commitcast.notifications.consumer;

import java.sql.Connection;

/**
 * Handles events with an effect in the same database, exactly once: what it writes with the
 * connection and the subscription's checkpoint are committed together or not at all. Called for one
 * event of a partition at a time, in the order of the log; for several partitions at the same time.
 */
@FunctionalInterface
public interface TransactionalHandler {
  /**
   * Handles one event; others may follow in the same transaction.
   *
   * @param connection within a transaction; must not be committed, rolled back or closed
   * @throws Exception rolls back, and the event is tried again later
   */
  void handle(Delivery delivery, Connection connection) throws Exception;
}
