package dev.commitcast.persistence.subscription;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.migration.SchemaMigration;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** The subscriptions' statements over a migrated database whose log has a few events. */
@Timeout(180)
abstract class SubscriptionTables {
  static final Duration LONG = Duration.ofMinutes(1);
  static final AtomicInteger NUMBER = new AtomicInteger();
  static final int HEAD = 20;

  static PGSimpleDataSource source;
  static SubscriptionTable table;
  static Leases leases;
  static Progress progress;
  static ParkedEvents parked;

  final SubscriptionName name = new SubscriptionName("s" + NUMBER.incrementAndGet());

  @BeforeAll
  static void migrates() throws SQLException {
    PostgresDatabase database = PostgresFixture.freshDatabase();
    new SchemaMigration(
            new DedicatedConnections(
                new DatabaseSettings(
                    database.host(),
                    database.port(),
                    database.database(),
                    database.user(),
                    database.password(),
                    SchemaNames.DEFAULT,
                    Duration.ofSeconds(10))))
        .migrate();
    source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    table = new SubscriptionTable(source, SchemaNames.DEFAULT);
    leases = new Leases(source, SchemaNames.DEFAULT);
    progress = new Progress(source, SchemaNames.DEFAULT);
    parked = new ParkedEvents(source, SchemaNames.DEFAULT);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET commitcast.sequencing = on");
      statement.execute(
          "INSERT INTO commitcast.events (version, id, aggregate_id, stream_version, event_type,"
              + " tx, tx_last, created_at) SELECT n, 'e' || n, 'a:1', n, 't', '1', true, now()"
              + " FROM generate_series(1, %d) AS n".formatted(HEAD));
    }
  }

  SubscriptionDefinition definition(int partitions) {
    return SubscriptionDefinition.of(name.value(), EventFilter.ALL).partitions(partitions);
  }

  PartitionLease created() {
    table.create(definition(1), at(0));
    return acquire(1, "a", LONG).get(0);
  }

  List<PartitionLease> acquire(int most, String consumer, Duration length) {
    return leases.acquire(name, table.created(name).generation(), most, consumer, length);
  }

  static Cursor at(long version) {
    return new Cursor(1, version);
  }

  PartitionState state() {
    return table.partitions(name).get(0);
  }
}
