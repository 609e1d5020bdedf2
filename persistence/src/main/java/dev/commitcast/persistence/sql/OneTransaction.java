package dev.commitcast.persistence.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
   * caller; else in a transaction that is committed when the work is done. When it throws, what it
   * did is taken back in either case, and nothing else.
   */
  public <T> T on(Connection connection, Work<T> work) throws SQLException {
    return isOpen(connection) ? within(connection, work) : alone(connection, work);
  }

  /** A caller who catches what the work throws may still commit, but not one half of the work. */
  private static <T> T within(Connection connection, Work<T> work) throws SQLException {
    // by statements, for a container may refuse savepoints of JDBC in its transactions
    try (Statement statement = connection.createStatement()) {
      statement.execute("SAVEPOINT commitcast_step");
      try {
        T result = work.run();
        statement.execute("RELEASE SAVEPOINT commitcast_step");
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        try {
          statement.execute("ROLLBACK TO SAVEPOINT commitcast_step");
        } catch (SQLException also) {
          e.addSuppressed(also);
        }
        throw e;
      }
    }
  }

  private static <T> T alone(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    T result;
    try {
      result = work.run();
      connection.commit();
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(connection, e);
      throw e;
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException ignored) {
      // the work is committed, which is what counts; whoever uses the connection next meets its
      // fault
    }
    return result;
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
