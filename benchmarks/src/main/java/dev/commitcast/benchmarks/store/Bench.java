package dev.commitcast.benchmarks.store;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.store.BulkAppend;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The two tables between measurements: emptied, filled, looked at. Used by one thread. */
final class Bench implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final LocalPostgres server;
  private final Connection superuser;
  private final Connection control;

  Bench(LocalPostgres server) throws SQLException {
    this.server = server;
    this.superuser = server.superuserConnection(server.database().database());
    this.control = server.connection();
    // the log refuses to be emptied by anybody else
    execute(superuser, "SET session_replication_role = replica");
  }

  /** No sequencer may run. */
  void empty() throws SQLException {
    execute(superuser, "TRUNCATE plain_store.events");
    execute(
        superuser,
        "TRUNCATE commitcast.events, commitcast.pending_events, commitcast.streams CASCADE");
    execute(superuser, "SELECT setval('commitcast.awake_until', 0)");
    execute(superuser, "CHECKPOINT");
  }

  /** Makes streams to be read, the same on both sides; the sequencer must run. */
  void fill(int streams) throws Exception {
    int streamsAtOnce = Events.COPY / Events.STREAM_LENGTH;
    BulkAppend bulk = new BulkAppend(SchemaNames.DEFAULT);
    try (Connection connection = server.connection()) {
      for (int first = 0; first < streams; first += streamsAtOnce) {
        int from = first;
        int events = Math.min(streamsAtOnce, streams - from) * Events.STREAM_LENGTH;
        // as they come to be: the events of different streams lie between each other
        int width = events / Events.STREAM_LENGTH;
        StoreSide.copy(bulk, connection, events, i -> Events.filled(from + i % width));
        PlainSide.copy(superuser, events, i -> Events.filled(from + i % width));
      }
    }
    awaitSequenced((long) streams * Events.STREAM_LENGTH);
    execute(superuser, "VACUUM ANALYZE plain_store.events");
    execute(superuser, "VACUUM ANALYZE commitcast.events");
    execute(superuser, "VACUUM ANALYZE commitcast.pending_events");
    execute(superuser, "VACUUM ANALYZE commitcast.streams");
  }

  /** Waits until so many events are in the log. */
  void awaitSequenced(long events) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (number("SELECT commitcast.head()") < events) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "The sequencer did not empty the inbox; "
                + number("SELECT count(*) FROM commitcast.pending_events")
                + " events wait.");
      }
      Thread.sleep(2);
    }
  }

  /** Begins a transaction that keeps everything younger from being vacuumed until it is closed. */
  Connection hold() throws SQLException {
    Connection holder = server.connection();
    holder.setAutoCommit(false);
    holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    execute(holder, "SELECT pg_current_xact_id(), count(*) FROM plain_store.looked_at");
    return holder;
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = control.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    control.close();
    superuser.close();
  }
}
