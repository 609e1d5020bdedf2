package dev.commitcast.notifications.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions of JDBC alone, one connection each. Thread-safe. */
public final class PlainTransactions implements HandlerTransactions {
  private final DataSource source;

  /**
   * @param source better a pool, as a connection is taken for each transaction
   */
  public PlainTransactions(DataSource source) {
    this.source = source;
  }

  @Override
  public void run(Work work) throws Exception {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        work.run(connection);
        connection.commit();
      } catch (Exception | Error e) {
        rollBack(connection, e);
        throw e;
      }
      connection.setAutoCommit(true);
    }
  }

  private static void rollBack(Connection connection, Throwable reason) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
