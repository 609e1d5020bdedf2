package dev.commitcast.notifications.sequencer;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.TestSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must not stop the log. */
@Timeout(180)
class SequencerFaultsIT {
  private static LogDatabase database;

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @BeforeEach
  void emptyLog() throws SQLException {
    database.empty();
  }

  @Test
  void aRestOfASplitTransactionThatWasDeletedDoesNotStopTheLog() throws SQLException {
    try (Connection writer = database.connect()) {
      capture(writer, "split", "{}", 10);
    }
    try (RunningSequencer ignored = RunningSequencer.on(database, TestSettings.withBatch(10, 10))) {
      database.awaitHead(10);
    }
    try (Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      statement.execute("UPDATE commitcast.events SET tx_last = false");
    }
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      capture(writer, "next", "{}");
      database.awaitHead(11);
    }
  }

  @Test
  void twoAppendsThatFoundTheSameIdFreeDoNotStopTheLog() throws SQLException {
    String insert =
        "INSERT INTO commitcast.pending_events (id, aggregate_id, stream_version, event_type)"
            + " VALUES ('same', '%s', 1, 't')";
    try (RunningSequencer ignored = RunningSequencer.on(database)) {
      database.run(insert.formatted("first"));
      database.awaitHead(1);
      database.run(insert.formatted("second"));
      database.awaitHead(2);
    }
    assertThat(database.rows("SELECT id = 'same' FROM commitcast.events ORDER BY version"))
        .containsExactly(List.of("t"), List.of("f"));
  }

  @Test
  void aNameThatNoIndexCanHoldDoesNotStopTheLog() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection writer = database.connect();
        Statement statement = writer.createStatement()) {
      statement.execute(
          "INSERT INTO commitcast.pending_events (aggregate_id, event_type, room)"
              + " SELECT string_agg(md5(i::text), ''), 't', string_agg(md5(i::text), '')"
              + " FROM generate_series(1, 1000) AS i");
      database.awaitHead(1);
    }
    assertThat(database.number("SELECT count(*) FROM commitcast.events WHERE room IS NULL"))
        .isEqualTo(1);
  }

  @Test
  void anIdThatNoNotificationCanHoldDoesNotStopTheLog() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database)) {
      database.run(
          "INSERT INTO commitcast.pending_events"
              + " (id, aggregate_id, stream_version, event_type, notify)"
              + " VALUES (repeat('a', 9000), 'a', 1, 't', true)");
      database.awaitHead(1);
    }
  }
}
