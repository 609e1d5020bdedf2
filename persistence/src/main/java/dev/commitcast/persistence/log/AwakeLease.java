package dev.commitcast.persistence.log;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The promise to poll, which spares writers their notification. All times are the server's.
 *
 * <p>Danger: a writer that has seen the promise does not notify, even if it commits an hour later.
 * So whoever lets it lapse must ask for {@link #barrier()} and go on polling until a draining
 * statement has seen every older transaction finished. Owned by one thread.
 */
public final class AwakeLease {
  private final Connection connection;
  private final String extend;
  private final String barrier;
  private final String end;

  public AwakeLease(Connection connection, SchemaNames schemas) {
    this.connection = connection;
    this.extend = SqlFile.load(AwakeLease.class, "lease_extend.sql", schemas);
    this.barrier = SqlFile.load(AwakeLease.class, "lease_barrier.sql", schemas);
    this.end = SqlFile.load(AwakeLease.class, "lease_end.sql", schemas);
  }

  /** Promises to poll for so long from now. */
  public void extend(Duration length) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(extend)) {
      statement.setLong(1, length.toMillis());
      statement.executeQuery().close();
    }
  }

  /**
   * A transaction id younger than that of any writer that may have relied on the promise; empty
   * while the promise still stands.
   */
  public OptionalLong barrier() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(barrier);
        ResultSet row = statement.executeQuery()) {
      row.next();
      String transaction = row.getString(1);
      return transaction == null
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(transaction));
    }
  }

  /** Takes the promise back at once: writers notify from now on. */
  public void end() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery(end).close();
    }
  }
}
