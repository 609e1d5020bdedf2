package dev.commitcast.notifications.sequencer;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.TestSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What the log holds when the sequencer has done its work. */
@Timeout(180)
class SequencerIT {
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
  void givesDenseVersionsInTheOrderOfCommit() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection early = database.connect();
        Connection late = database.connect()) {
      early.setAutoCommit(false);
      capture(early, "a", "{\"n\": 1}");
      capture(late, "b", "{\"n\": 2}");
      database.awaitHead(1);
      early.commit();
      database.awaitHead(2);
      assertThat(database.streams()).containsExactly("b", "a");
      assertThat(sequencer.status().leads()).isTrue();
      await().until(() -> sequencer.status().head() == 2);
    }
  }

  @Test
  void notesOncePerBatchWhenItWasNumbered() throws SQLException {
    try (Connection writer = database.connect()) {
      capture(writer, "row", "{}", 5);
      try (RunningSequencer ignored = RunningSequencer.on(database)) {
        database.awaitHead(5);
      }
    }
    assertThat(
            database.rows(
                "SELECT count(DISTINCT sequenced_at), bool_and(sequenced_at > created_at),"
                    + " bool_and(sequenced_at < clock_timestamp()) FROM commitcast.events"))
        .containsExactly(List.of("1", "t", "t"));
  }

  @Test
  void skipsWhatWasRolledBackAndWhatASavepointTookBack() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      writer.setAutoCommit(false);
      capture(writer, "gone", "{}");
      writer.rollback();
      capture(writer, "kept", "{}");
      var savepoint = writer.setSavepoint();
      capture(writer, "undone", "{}");
      writer.rollback(savepoint);
      capture(writer, "kept too", "{}");
      writer.commit();
      database.awaitHead(2);
      assertThat(database.streams()).containsExactly("kept", "kept too");
      assertThat(database.rows("SELECT tx_last FROM commitcast.events ORDER BY version"))
          .containsExactly(List.of("f"), List.of("t"));
    }
  }

  @Test
  void splitsATransactionLargerThanABatchAndNeverMixesIt() throws SQLException {
    SequencerSettings small = TestSettings.withBatch(7, 7);
    try (Connection large = database.connect();
        Connection other = database.connect()) {
      large.setAutoCommit(false);
      capture(large, "large", "{}", 20);
      capture(other, "before", "{}", 3);
      capture(large, "large", "{}", 20);
      large.commit();
      capture(other, "after", "{}", 2);
      try (RunningSequencer ignored = RunningSequencer.on(database, small)) {
        database.awaitHead(45);
      }
    }
    List<String> expected = new ArrayList<>(List.of("before", "before", "before"));
    for (int i = 0; i < 40; i++) {
      expected.add("large");
    }
    expected.addAll(List.of("after", "after"));
    assertThat(database.streams()).isEqualTo(expected);
    assertThat(database.number("SELECT count(*) FROM commitcast.events WHERE tx_last"))
        .isEqualTo(3);
  }

  @Test
  void whatATransactionHadSeenStandsBeforeItEvenIfItIsLargerThanABatch() throws SQLException {
    try (Connection large = database.connect();
        Connection other = database.connect()) {
      large.setAutoCommit(false);
      capture(large, "large", "{}", 30);
      capture(other, "seen by large", "{}");
      capture(large, "large", "{}");
      large.commit();
      try (RunningSequencer ignored = RunningSequencer.on(database, TestSettings.withBatch(5, 5))) {
        database.awaitHead(32);
      }
    }
    assertThat(database.streams().get(0)).isEqualTo("seen by large");
  }

  @Test
  void boundsABatchInBytesAndStillMovesASingleLargeEvent() throws SQLException {
    String megabyte = "{\"text\": \"" + "x".repeat(1 << 20) + "\"}";
    try (Connection writer = database.connect();
        Statement statement = writer.createStatement()) {
      statement.execute("SET commitcast.notify = off");
      for (int i = 0; i < 5; i++) {
        // stored as it is: compressed, it would be small
        capture(writer, "s" + i, megabyte);
      }
      try (RunningSequencer ignored =
          RunningSequencer.on(database, TestSettings.withBytes(1 << 10))) {
        database.awaitHead(5);
      }
    }
    assertThat(database.number("SELECT min(bytes) FROM commitcast.events")).isGreaterThan(1 << 20);
  }

  @Test
  void aTransactionHeldOpenNeitherStallsNorSlowsTheRest() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection holder = database.connect();
        Connection writer = database.connect()) {
      holder.setAutoCommit(false);
      capture(holder, "held", "{}");
      for (int i = 1; i <= 200; i++) {
        capture(writer, "free", "{}");
      }
      database.awaitHead(200);
      holder.commit();
      database.awaitHead(201);
      assertThat(database.streams().get(200)).isEqualTo("held");
    }
  }

  @Test
  void tellsEveryNodeAndProgramsThatListenInPlainPostgresql() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection listener = database.connect();
        Statement statement = listener.createStatement()) {
      statement.execute("LISTEN commitcast_log; LISTEN order_change; LISTEN events_global");
      database.run(
          "INSERT INTO commitcast.pending_events (aggregate_id, event_type, data, notify) VALUES"
              + " ('orders:1', 'order_change', '{\"operation\": \"INSERT\", \"record\": {\"id\": 1}}',"
              + " true), ('orders:2', 'order_change', jsonb_build_object('payload',"
              + " repeat('x', 9000)), true);"
              + "SELECT commitcast.append('account:1', 'opened', '{}')");
      List<String> heard = new ArrayList<>();
      await()
          .until(
              () -> {
                for (PGNotification n : listener.unwrap(PGConnection.class).getNotifications(100)) {
                  heard.add(n.getName() + " " + n.getParameter());
                }
                return heard.size() >= 4;
              });
      assertThat(heard)
          .contains("commitcast_log 3")
          .contains("order_change {\"record\": {\"id\": 1}, \"operation\": \"INSERT\"}")
          .anyMatch(n -> n.startsWith("order_change ") && n.contains("\"truncated\": true"))
          .anyMatch(n -> n.startsWith("events_global ") && n.contains("\"opened\""));
    }
  }
}
