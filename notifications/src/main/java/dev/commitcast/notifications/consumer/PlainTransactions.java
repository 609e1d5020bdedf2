package dev.commitcast.notifications.consumer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions of JDBC alone, one connection each. Thread-safe. */
public final class PlainTransactions implements HandlerTransactions {
  private static final Logger LOG = System.getLogger(PlainTransactions.class.getName());

  private final DataSource source;

  /**
   * @param source better a pool, as a connection is taken for each transaction
   */
  public PlainTransactions(DataSource source) {
    this.source = source;
  }

  @Override
  public void run(Work work) throws Exception {
    Connection connection = source.getConnection();
    try {
      connection.setAutoCommit(false);
      try {
        work.run(connection);
        connection.commit();
      } catch (Exception | Error e) {
        rollBack(connection, e);
        throw e;
      }
    } finally {
      giveBack(connection);
    }
  }

  /** What happens here says nothing of the transaction, which has ended. */
  private static void giveBack(Connection connection) {
    try (connection) {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "A connection cannot be given back.", e);
    }
  }

  private static void rollBack(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
