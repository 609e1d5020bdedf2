package dev.commitcast.notifications.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** Somebody listens in an open transaction and never reads, until the server's queue is full. */
@Timeout(120)
class QueueFullIT {
  @Test
  void theLogGoesOnWhileTheNotificationQueueIsFull() throws SQLException {
    try (LocalPostgres server =
        LocalPostgres.builder().setting("max_notify_queue_pages", "64").start()) {
      LogDatabase database = LogDatabase.of(server.database());
      try (RunningSequencer sequencer = RunningSequencer.on(database);
          RunningListener listener = RunningListener.on(database);
          Connection deaf = database.connect();
          Connection writer = database.connect()) {
        await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
        deaf.createStatement().execute("LISTEN anything");
        deaf.setAutoCommit(false);
        deaf.createStatement().execute("SELECT 1");
        fill(database);
        // writers who would notify the sleeping sequencer must not fail either
        for (int i = 0; i < 5; i++) {
          LogDatabase.capture(writer, "s", "{}");
        }
        database.awaitHead(5);
        await().until(() -> listener.status().version() == 5);
        assertThat(sequencer.status().trouble()).isEmpty();

        try (Connection ears = database.connect()) {
          ears.createStatement().execute("LISTEN commitcast_log");
          deaf.close();
          await("notifications are sent again, and no error is needed to find that out")
              .atMost(Duration.ofSeconds(9))
              .until(
                  () -> {
                    LogDatabase.capture(writer, "s", "{}");
                    return ears.unwrap(PGConnection.class).getNotifications(100).length > 0;
                  });
        }
      }
    }
  }

  @Test
  void aFullQueueIsNotTakenForARefusedEvent() throws SQLException {
    try (LocalPostgres server =
        LocalPostgres.builder().setting("max_notify_queue_pages", "64").start()) {
      LogDatabase database = LogDatabase.of(server.database());
      database.run(
          "ALTER TABLE commitcast.events ADD CONSTRAINT poison CHECK (aggregate_id <> 'poison')");
      try (RunningSequencer sequencer = RunningSequencer.on(database);
          Connection deaf = database.connect();
          Connection writer = database.connect()) {
        LogDatabase.capture(writer, "poison", "{}");
        await().until(() -> sequencer.status().heldEvents() == 1);
        deaf.createStatement().execute("LISTEN anything");
        deaf.setAutoCommit(false);
        deaf.createStatement().execute("SELECT 1");
        fill(database);
        for (int i = 0; i < 5; i++) {
          LogDatabase.capture(writer, "s" + i, "{}");
        }
        database.awaitHead(5);
        assertThat(sequencer.status().heldEvents()).isEqualTo(1);
      }
    }
  }

  private static void fill(LogDatabase database) {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                database.run("SELECT pg_notify('anything', repeat('x', 7000) || " + i + ")");
              }
            })
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("54000");
  }
}
