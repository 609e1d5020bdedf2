package dev.commitcast.persistence.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/**
 * Runs work in the transaction that a connection has, or in one of its own. Thread-safe.
 *
 * <p>A container's connection does not tell of a JTA transaction before it has done something in
 * it; so the container is asked.
 */
public final class OneTransaction {
  /** For connections that no container has made. */
  public static final OneTransaction PLAIN = new OneTransaction(() -> false);

  private final BooleanSupplier container;

  /**
   * @param container whether the calling thread has a transaction of the container
   */
  public OneTransaction(BooleanSupplier container) {
    this.container = container;
  }

  /**
   * What is done in it.
   *
   * @param <T> what it answers
   */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws SQLException;
  }

  /** Whether the connection is in somebody's transaction: the caller's, or a container's. */
  public boolean isOpen(Connection connection) throws SQLException {
    return container.getAsBoolean() || !connection.getAutoCommit();
  }

  /**
   * Runs it: within the caller's transaction, if the connection has one, and leaves its end to the
   * caller; else in a transaction that is committed when the work is done, and rolled back when it
   * throws.
   */
  public <T> T on(Connection connection, Work<T> work) throws SQLException {
    if (isOpen(connection)) {
      return work.run();
    }
    connection.setAutoCommit(false);
    try {
      T result = work.run();
      connection.commit();
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(connection, e);
      throw e;
    }
  }

  private static void rollBack(Connection connection, Throwable because) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }
}
