package dev.commitcast.persistence.store;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.Drain;
import dev.commitcast.persistence.log.DrainRequest;
import dev.commitcast.persistence.log.EventIdPrefix;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.migration.SchemaMigration;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.postgresql.ds.PGSimpleDataSource;

/** A migrated database and what works on it, over unpooled connections. Thread-safe. */
final class StoreDatabase {
  private static final DrainRequest EVERYTHING =
      new DrainRequest(
          "1:1:", 10_000, 1 << 30, new EventIdPrefix(Clock.systemUTC(), new Random()).next(), true);

  private final DedicatedConnections connections;
  private final EventAppender appender;
  private final StreamCatalogue catalogue;
  private final EventLog log;

  StoreDatabase() {
    PostgresDatabase database = PostgresFixture.freshDatabase();
    this.connections =
        new DedicatedConnections(
            new DatabaseSettings(
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                database.password(),
                SchemaNames.DEFAULT,
                Duration.ofSeconds(10)));
    new SchemaMigration(connections).migrate();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {database.host()});
    source.setPortNumbers(new int[] {database.port()});
    source.setDatabaseName(database.database());
    source.setUser(database.user());
    source.setPassword(database.password());
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new Random());
    this.appender = new EventAppender(source, SchemaNames.DEFAULT, () -> ulids.next().toString());
    this.catalogue = new StreamCatalogue(source, SchemaNames.DEFAULT);
    this.log = new EventLog(source, SchemaNames.DEFAULT);
  }

  Connection connect() throws SQLException {
    return connections.open("test", Map.of());
  }

  /** Moves everything that is committed into the log. */
  void sequence() throws SQLException {
    try (Connection connection = connections.open("test", Map.of("commitcast.sequencing", "on"));
        Drain drain = new Drain(connection, SchemaNames.DEFAULT)) {
      boolean more = true;
      while (more) {
        more = drain.move(EVERYTHING).moved() > 0;
      }
    }
  }

  EventAppender appender() {
    return appender;
  }

  StreamCatalogue catalogue() {
    return catalogue;
  }

  EventLog log() {
    return log;
  }
}
