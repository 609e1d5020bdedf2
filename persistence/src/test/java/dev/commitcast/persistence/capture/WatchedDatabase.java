package dev.commitcast.persistence.capture;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
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

/** A migrated database and one session in it. Not thread-safe. */
final class WatchedDatabase implements AutoCloseable {
  private final PostgresDatabase database;
  private final SchemaNames schemas;
  private final Connection session;

  WatchedDatabase() throws SQLException {
    this(PostgresFixture.freshDatabase(), SchemaNames.DEFAULT);
  }

  WatchedDatabase(PostgresDatabase database, SchemaNames schemas) throws SQLException {
    this.database = database;
    this.schemas = schemas;
    migration().migrate();
    this.session = open();
  }

  SchemaMigration migration() {
    return new SchemaMigration(connections());
  }

  /** As the owner of the log, in the schema of the tables. */
  Connection open() throws SQLException {
    return connections().open("test", Map.of());
  }

  Connection superuser() throws SQLException {
    return PostgresFixture.superuserConnection(database);
  }

  Connection session() {
    return session;
  }

  void execute(String... statements) throws SQLException {
    execute(session, statements);
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** First column of every row. */
  List<String> ask(String query, Object... parameters) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (PreparedStatement statement = session.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          answers.add(rows.getString(1));
        }
      }
    }
    return answers;
  }

  String askOne(String query, Object... parameters) throws SQLException {
    List<String> answers = ask(query, parameters);
    if (answers.size() != 1) {
      throw new AssertionError(answers.size() + " rows instead of one for " + query);
    }
    return answers.get(0);
  }

  /** What was captured since the last call, in the order of the statements. */
  List<Captured> captured() throws SQLException {
    List<Captured> events = new ArrayList<>();
    try (Statement statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "WITH taken AS (DELETE FROM "
                    + schemas.log()
                    + ".pending_events RETURNING *)"
                    + " SELECT aggregate_id, event_type, room, data, notify"
                    + " FROM taken ORDER BY seq")) {
      while (rows.next()) {
        events.add(
            new Captured(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getBoolean(5)));
      }
    }
    return events;
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }

  private DedicatedConnections connections() {
    return new DedicatedConnections(
        new DatabaseSettings(
            database.host(),
            database.port(),
            database.database(),
            database.user(),
            database.password(),
            schemas,
            Duration.ofSeconds(10)));
  }
}
