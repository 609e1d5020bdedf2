package dev.commitcast.persistence.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs work in the transaction that a connection has, or in one of its own. Stateless. */
public final class OneTransaction {
  private OneTransaction() {}

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
  public static boolean isOpen(Connection connection) throws SQLException {
    // within a JTA transaction a container's connection says that it does not commit by itself
    return !connection.getAutoCommit();
  }

  /**
   * Runs it: within the caller's transaction, if the connection has one, and leaves its end to the
   * caller; else in a transaction that is committed when the work is done, and rolled back when it
   * throws.
   */
  public static <T> T on(Connection connection, Work<T> work) throws SQLException {
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
