package dev.commitcast.persistence.roles;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.migration.SchemaMigration;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A migrated database with an application, a reader and a stranger, whose names need quotes. Roles
 * are the cluster's, so the names are the database's own. Not thread-safe.
 */
final class RolesDatabase implements AutoCloseable {
  private static final String PASSWORD = "it's secret";

  private final PostgresDatabase database = PostgresFixture.freshDatabase();
  final String application = database.database() + " \"App\"";
  final String reader = database.database() + " Reader";
  final String stranger = database.database() + " stranger";
  final SchemaNames schemas;
  final Connection owner;

  RolesDatabase() throws SQLException {
    this(SchemaNames.DEFAULT);
  }

  RolesDatabase(SchemaNames schemas) throws SQLException {
    this.schemas = schemas;
    try (Connection superuser = superuser()) {
      for (String role : List.of(application, reader, stranger)) {
        run(superuser, "CREATE ROLE " + quoted(role) + " LOGIN PASSWORD '" + literal() + "'");
      }
    }
    migration().migrate();
    this.owner = database.connect();
    run(owner, "SET search_path = public", "SELECT %s".formatted(grant("reader", reader)));
  }

  SchemaMigration migration() {
    return new SchemaMigration(
        new DedicatedConnections(
            new DatabaseSettings(
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                database.password(),
                schemas,
                Duration.ofSeconds(10))),
        application);
  }

  String grant(String kind, String role) {
    return "%s.grant_%s('%s')".formatted(schemas.log(), kind, role.replace("'", "''"));
  }

  String revoke(String kind, String role) {
    return "%s.revoke_%s('%s')".formatted(schemas.log(), kind, role.replace("'", "''"));
  }

  Connection superuser() throws SQLException {
    return PostgresFixture.superuserConnection(database);
  }

  Connection as(String role) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), role, PASSWORD);
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String literal() {
    return PASSWORD.replace("'", "''");
  }

  static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static List<String> ask(Connection connection, String query) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        answers.add(rows.getString(1));
      }
    }
    return answers;
  }

  /** Gives versions to two events, as the sequencer does. */
  void sequence() throws SQLException {
    run(
        owner,
        """
        BEGIN;
        SET LOCAL commitcast.sequencing = 'on';
        INSERT INTO %1$s.events (version, id, aggregate_id, stream_version, event_type, data, tx,
            tx_last, created_at)
        SELECT %1$s.head() + row_number() OVER (ORDER BY p.seq), coalesce(p.id, 'e' || p.seq),
            p.aggregate_id, p.stream_version, p.event_type, p.data, p.tx, true, p.created_at
        FROM %1$s.pending_events AS p;
        DELETE FROM %1$s.pending_events;
        COMMIT
        """
            .formatted(schemas.log()));
  }

  @Override
  public void close() throws SQLException {
    owner.close();
    try (Connection superuser = superuser()) {
      for (String role : List.of(application, reader, stranger)) {
        run(superuser, "DROP OWNED BY " + quoted(role), "DROP ROLE " + quoted(role));
      }
    }
  }
}
