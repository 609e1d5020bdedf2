package dev.commitcast.notifications.consumer;

import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import javax.sql.DataSource;

/**
 * Transactions of the server, which everything that a handler calls joins: JPA, other beans, the
 * connection that it is given. Thread-safe, as the server's UserTransaction is: it means the
 * transaction of the calling thread.
 */
public final class JtaTransactions implements HandlerTransactions {
  private final UserTransaction transaction;
  private final DataSource source;

  public JtaTransactions(UserTransaction transaction, DataSource source) {
    this.transaction = transaction;
    this.source = source;
  }

  @Override
  public void run(Work work) throws Exception {
    transaction.begin();
    try {
      try (Connection connection = source.getConnection()) {
        work.run(connection);
      }
    } catch (Exception | Error e) {
      rollBack(e);
      throw e;
    }
    transaction.commit();
  }

  private void rollBack(Throwable reason) {
    try {
      if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
        transaction.rollback();
      }
    } catch (SystemException | IllegalStateException e) {
      reason.addSuppressed(e);
    }
  }
}
