package dev.commitcast.persistence.sync;

import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.sql.OneTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A transaction on a connection of its own, told who makes it and why. Stateless. Not for callers
 * who are in a container's transaction: it would end apart from that one.
 */
final class PlainTransaction {
  private final DataSource source;

  PlainTransaction(DataSource source) {
    this.source = source;
  }

  /** What is done in it. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  <T> T run(ChangeContext context, Work<T> work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return OneTransaction.PLAIN.on(
          connection,
          () -> {
            context.applyTo(connection);
            return work.on(connection);
          });
    }
  }
}
