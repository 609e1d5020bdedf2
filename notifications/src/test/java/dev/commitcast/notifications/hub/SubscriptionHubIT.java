package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.migration.SchemaMigration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The random subscribers, reading a real log. */
class SubscriptionHubIT {
  private static final int ROUNDS = 3;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void everybodyReceivesTheMatchingEventsInOrderOnce() throws Exception {
    Random seeds = new Random();
    for (int round = 0; round < ROUNDS; round++) {
      PostgresDatabase database = PostgresFixture.freshDatabase();
      migrate(database);
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("SET commitcast.sequencing = on");
        HubOracle.check(seeds.nextLong(), log(database), events -> insert(connection, events), 400);
      }
    }
  }

  private static void migrate(PostgresDatabase database) {
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
  }

  private static EventLog log(PostgresDatabase database) {
    return new EventLog(new KeptConnections(database), SchemaNames.DEFAULT);
  }

  private static void insert(Connection connection, List<RecordedEvent> events) {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO commitcast.events (version, id, aggregate_id, event_type, room, data, tx,"
                + " tx_last, created_at, bytes)"
                + " VALUES (?, ?, ?, ?, ?, ?::jsonb, '1', true, ?, ?)")) {
      for (RecordedEvent event : events) {
        statement.setLong(1, event.version());
        statement.setString(2, event.id());
        statement.setString(3, event.stream());
        statement.setString(4, event.type());
        statement.setString(5, event.room());
        statement.setString(6, event.data());
        statement.setTimestamp(7, Timestamp.from(event.at()));
        statement.setInt(8, event.bytes());
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException("The test's events were not inserted.", e);
    }
  }
}
