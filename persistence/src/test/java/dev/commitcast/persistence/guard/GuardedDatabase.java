package dev.commitcast.persistence.guard;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.migration.SchemaMigration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A migrated database whose owner may create roles, as the owner sees it. Not thread-safe. */
final class GuardedDatabase implements AutoCloseable {
  static final String ROLE = "commitcast_requests";

  final PostgresDatabase database = PostgresFixture.freshDatabase();
  final Connection owner;

  GuardedDatabase() throws SQLException {
    migration(SchemaNames.DEFAULT).migrate();
    owner = database.connect();
    run(owner, "SET search_path = public");
  }

  SchemaMigration migration(SchemaNames schemas) {
    return new SchemaMigration(connections(schemas));
  }

  DedicatedConnections connections(SchemaNames schemas) {
    return new DedicatedConnections(settings(database, schemas));
  }

  static DatabaseSettings settings(PostgresDatabase database, SchemaNames schemas) {
    return new DatabaseSettings(
        database.host(),
        database.port(),
        database.database(),
        database.user(),
        database.password(),
        schemas,
        Duration.ofSeconds(10));
  }

  PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }

  /** Gives versions to whatever waits, in its order. */
  void sequence() throws SQLException {
    run(
        owner,
        """
        BEGIN;
        SET LOCAL commitcast.sequencing = 'on';
        INSERT INTO commitcast.events (version, id, aggregate_id, stream_version, event_type, room,
            data, tx, tx_last, created_at, bytes)
        SELECT commitcast.head() + row_number() OVER (ORDER BY p.seq), coalesce(p.id, 'e' || p.seq),
            p.aggregate_id, p.stream_version, p.event_type, p.room, p.data, p.tx, true,
            p.created_at, coalesce(octet_length(p.data::text), 0)
        FROM commitcast.pending_events AS p;
        DELETE FROM commitcast.pending_events;
        COMMIT
        """);
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

  @Override
  public void close() throws SQLException {
    owner.close();
  }
}
