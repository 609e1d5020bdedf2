package dev.commitcast.notifications.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DatabaseTls;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.migration.SchemaMigration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A migrated database for tests, with the few statements that they repeat. Thread-safe. */
public final class LogDatabase {
  private final PostgresDatabase database;
  private final DedicatedConnections connections;

  private LogDatabase(PostgresDatabase database, DatabaseTls tls) {
    this.database = database;
    this.connections =
        new DedicatedConnections(
            new DatabaseSettings(
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                database.password(),
                SchemaNames.DEFAULT,
                Duration.ofSeconds(20),
                tls));
  }

  public static LogDatabase fresh() {
    return of(PostgresFixture.freshDatabase());
  }

  public static LogDatabase of(PostgresDatabase database) {
    return of(database, DatabaseTls.PREFERRED);
  }

  public static LogDatabase of(PostgresDatabase database, DatabaseTls tls) {
    LogDatabase fresh = new LogDatabase(database, tls);
    new SchemaMigration(fresh.connections).migrate();
    return fresh;
  }

  /** The same database on another way. */
  public LogDatabase through(String host, int port) {
    return new LogDatabase(
        new PostgresDatabase(host, port, database.database(), database.user(), database.password()),
        DatabaseTls.PREFERRED);
  }

  public DedicatedConnections connections() {
    return connections;
  }

  public SchemaNames schemas() {
    return SchemaNames.DEFAULT;
  }

  public Connection connect() throws SQLException {
    return connections.open("test", Map.of());
  }

  public Connection superuser() throws SQLException {
    return PostgresFixture.superuserConnection(database);
  }

  /** As a trigger does: the row first, then the wake-up. */
  public static void capture(Connection connection, String stream, String json)
      throws SQLException {
    capture(connection, stream, json, 1);
  }

  /** Several rows in one statement. */
  public static void capture(Connection connection, String stream, String json, int rows)
      throws SQLException {
    // both before one end of a transaction, however the connection is set
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO commitcast.pending_events (aggregate_id, event_type, room, data)"
                + " SELECT ?, 'test_change', 'test', ?::jsonb FROM generate_series(1, ?);"
                + " SELECT commitcast.wake_sequencer()")) {
      insert.setString(1, stream);
      insert.setString(2, json);
      insert.setInt(3, rows);
      insert.execute();
    }
  }

  public long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  public void run(String command) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  public List<List<String>> rows(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<List<String>> all = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        all.add(row);
      }
      return all;
    }
  }

  /** Takes everything out of the log, for the next test. */
  public void empty() throws SQLException {
    try (Connection superuser = superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      // in this order: what a sequencer moves meanwhile is met in the one or in the other
      statement.execute("DELETE FROM commitcast.pending_events");
      statement.execute("DELETE FROM commitcast.events");
      statement.execute("DELETE FROM commitcast.log_epochs WHERE epoch > 1");
      statement.execute("DELETE FROM commitcast.snapshots");
      statement.execute("DELETE FROM commitcast.projections");
      statement.execute("DELETE FROM commitcast.streams");
    }
  }

  public void awaitHead(long version) {
    awaitHead(version, Duration.ofSeconds(45));
  }

  /** For so many events that a busy machine needs longer. */
  public void awaitHead(long version, Duration deadline) {
    await()
        .atMost(deadline)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(head()).isEqualTo(version));
  }

  /** The streams of the log's events, in their order. */
  public List<String> streams() throws SQLException {
    return rows("SELECT aggregate_id FROM commitcast.events ORDER BY version").stream()
        .map(row -> row.get(0))
        .toList();
  }

  public long head() throws SQLException {
    return number("SELECT commitcast.head()");
  }

  /** When all that was committed before has its number. */
  public long quietHead() throws SQLException {
    return quietHead(Duration.ofSeconds(45));
  }

  /** For so many events that a busy machine needs longer. */
  public long quietHead(Duration deadline) throws SQLException {
    await().atMost(deadline).until(() -> pending() == 0);
    return head();
  }

  public long pending() throws SQLException {
    return number("SELECT count(*) FROM commitcast.pending_events");
  }

  /** Ends a session of the given purpose, as a network or an operator would. */
  public void terminate(int backendPid) throws SQLException {
    number("SELECT pg_terminate_backend(" + backendPid + ")::integer");
  }
}
