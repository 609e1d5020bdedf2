package dev.commitcast.server.contract;

import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.store.StreamCatalogue;
import dev.commitcast.server.liberty.LibertyNode;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.postgresql.ds.PGSimpleDataSource;

/** A database, a node on it, and the ways to the event store. */
final class RunningStore implements AutoCloseable {
  private static final PageLimit PAGE = new PageLimit(100, 1 << 20);

  private final LocalPostgres postgres;
  private final PGSimpleDataSource source;
  private LibertyNode node;

  private RunningStore(LocalPostgres postgres) {
    this.postgres = postgres;
    this.source = new PGSimpleDataSource();
    PostgresDatabase database = postgres.database();
    source.setServerNames(new String[] {database.host()});
    source.setPortNumbers(new int[] {database.port()});
    source.setDatabaseName(database.database());
    source.setUser(database.user());
    source.setPassword(database.password());
  }

  static RunningStore start() {
    LocalPostgres postgres =
        LocalPostgres.builder().setting("max_connections", "200").setting("fsync", "off").start();
    RunningStore store = new RunningStore(postgres);
    try {
      store.node = LibertyNode.start(postgres.database(), Map.of());
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  URI api() {
    return node.uri().resolve("api/");
  }

  Way java() {
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new Random());
    EventLog log = new EventLog(source, SchemaNames.DEFAULT);
    return new JavaWay(
        new EventStore(
            new EventAppender(source, SchemaNames.DEFAULT, () -> ulids.next().toString()),
            new StreamCatalogue(source, SchemaNames.DEFAULT),
            log,
            new EventReader(log, PAGE)));
  }

  HttpWay http() {
    return new HttpWay(api());
  }

  Way sql() {
    return new SqlWay(source, false);
  }

  Way sqlOfOne() {
    return new SqlWay(source, true);
  }

  void awaitSequenced() {
    await("the sequencer")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              try (Connection connection = source.getConnection();
                  Statement statement = connection.createStatement();
                  ResultSet rows =
                      statement.executeQuery("SELECT count(*) FROM commitcast.pending_events")) {
                rows.next();
                return rows.getLong(1) == 0;
              }
            });
  }

  @Override
  public void close() {
    if (node != null) {
      node.kill();
    }
    postgres.close();
  }
}
