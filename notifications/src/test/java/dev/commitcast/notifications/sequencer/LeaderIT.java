package dev.commitcast.notifications.sequencer;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who leads, when it sleeps, and what it leaves behind. */
@Timeout(180)
class LeaderIT {
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
  void anotherNodeTakesOverAtOnceWhenTheLeaderStops() throws SQLException {
    try (RunningSequencer first = RunningSequencer.on(database, named("first"))) {
      await().until(() -> first.status().leads());
      try (RunningSequencer second = RunningSequencer.on(database, named("second"));
          Connection writer = database.connect()) {
        await().until(() -> second.status().state() == SequencerState.STANDING_BY);
        assertThat(first.stopMillis()).isLessThan(8_000);
        await().until(() -> second.status().leads());
        capture(writer, "s", "{}");
        database.awaitHead(1);
        assertThat(database.rows("SELECT leader FROM commitcast.sequencer"))
            .containsExactly(List.of("second"));
      }
    }
  }

  @Test
  void startsANewEpochWhenTheClusterIsAnother() throws SQLException {
    try (Connection writer = database.connect();
        RunningSequencer ignored = RunningSequencer.on(database)) {
      capture(writer, "s", "{}", 5);
      database.awaitHead(5);
    }
    long epochs = database.number("SELECT count(*) FROM commitcast.log_epochs");
    database.run("UPDATE commitcast.log_epochs SET system_identifier = '1'");
    try (RunningSequencer again = RunningSequencer.on(database)) {
      await().until(() -> again.status().leads());
    }
    try (RunningSequencer again = RunningSequencer.on(database)) {
      await().until(() -> again.status().leads());
    }
    assertThat(database.number("SELECT count(*) FROM commitcast.log_epochs")).isEqualTo(epochs + 1);
    assertThat(
            database.number(
                "SELECT from_version FROM commitcast.log_epochs ORDER BY epoch DESC LIMIT 1"))
        .isEqualTo(6);
    database.run(
        "UPDATE commitcast.log_epochs SET system_identifier ="
            + " (SELECT system_identifier::text FROM pg_control_system())");
  }

  @Test
  void takesThePromiseToPollBackWhenItStops() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      keepBusy(sequencer, writer);
    }
    assertThat(database.number("SELECT last_value FROM commitcast.awake_until")).isZero();
  }

  @Test
  void fallsAsleepWhenThereIsNothingToDo() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      for (int i = 0; i < 300; i++) {
        capture(writer, "s", "{}");
      }
      await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
      database.awaitHead(300);
    }
  }

  @Test
  void staysUpUntilATransactionHasEndedThatReliedOnItsPolling() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection busy = database.connect();
        Connection holder = database.connect()) {
      int before = keepBusy(sequencer, busy);
      holder.setAutoCommit(false);
      capture(holder, "held", "{}");
      await().until(() -> sequencer.status().state() == SequencerState.FALLING_ASLEEP);
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(30))
          .until(() -> sequencer.status().state() == SequencerState.FALLING_ASLEEP);
      holder.commit();
      await().pollInterval(Duration.ofMillis(5)).until(() -> database.head() == before + 1);
      await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
      assertThat(sequencer.status().missedWakeUps()).isZero();
    }
  }

  @Test
  void isWokenByAWriterWhoseSnapshotIsOlderThanItsSleep() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection busy = database.connect();
        Connection writer = database.connect()) {
      int before = keepBusy(sequencer, busy);
      writer.setAutoCommit(false);
      writer.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      writer.createStatement().execute("SELECT count(*) FROM commitcast.streams");
      await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
      capture(writer, "late", "{}");
      writer.commit();
      await().pollInterval(Duration.ofMillis(5)).until(() -> database.head() == before + 1);
      assertThat(sequencer.status().missedWakeUps()).isZero();
    }
  }

  /** Writes until it is seen to poll, which it does only for a while; how many that took. */
  private static int keepBusy(RunningSequencer sequencer, Connection writer) throws SQLException {
    int written = 0;
    while (sequencer.status().state() != SequencerState.AWAKE) {
      capture(writer, "busy", "{}");
      written++;
    }
    return written;
  }

  private static SequencerSettings named(String node) {
    return SequencerSettings.defaults(node);
  }
}
