package dev.commitcast.notifications.listener;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ListenerIT {
  private static LogDatabase database;

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @Test
  void beginsAtTheEndOfTheLogAndHandsOverWhatComesThen() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      long before = writeAndAwait(writer, 5);
      try (RunningListener listener = RunningListener.on(database)) {
        awaitState(listener, ListenerState.LISTENING);
        assertThat(listener.status().version()).isEqualTo(before);
        long after = writeAndAwait(writer, 250);
        await()
            .untilAsserted(
                () ->
                    assertThat(listener.observers().versions())
                        .isEqualTo(range(before + 1, after)));
        assertThat(listener.observers().batches())
            .allMatch(batch -> batch.events().size() <= 100)
            .allMatch(batch -> batch.epoch() == 1)
            .allMatch(batch -> batch.head() >= batch.through());
        assertThat(listener.metrics().notifications.get()).isPositive();
        await().until(() -> listener.metrics().latencies.get() == 250);
        assertThat(listener.metrics().foundByPoll.get()).isZero();
        assertThat(listener.observers().states())
            .containsExactly(
                ListenerState.CONNECTING, ListenerState.CATCHING_UP, ListenerState.LISTENING);
      }
    }
  }

  @Test
  void catchesUpAfterItsConnectionWasCut() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        RunningListener listener = RunningListener.on(database);
        Connection writer = database.connect()) {
      awaitState(listener, ListenerState.LISTENING);
      long before = listener.status().version();
      for (int i = 0; i < 5; i++) {
        database.terminate(listener.status().backendPid());
        writeAndAwait(writer, 20);
      }
      long after = database.head();
      await()
          .untilAsserted(
              () ->
                  assertThat(listener.observers().versions()).isEqualTo(range(before + 1, after)));
      assertThat(listener.metrics().reconnects.get()).isPositive();
      awaitState(listener, ListenerState.LISTENING);
      assertThat(listener.status().attempts()).isZero();
    }
  }

  @Test
  void readsOnAfterNotificationsThatMeanNothing() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        RunningListener listener = RunningListener.on(database);
        Connection writer = database.connect()) {
      awaitState(listener, ListenerState.LISTENING);
      database.run("NOTIFY commitcast_log, 'nonsense'");
      database.run("NOTIFY commitcast_log");
      database.run("NOTIFY commitcast_log, '999999999999999999'");
      database.run("NOTIFY commitcast_log, '{\"epoch\": 1}'");
      await().until(() -> listener.metrics().parseErrors.get() == 2);
      long after = writeAndAwait(writer, 3);
      await().until(() -> listener.status().version() == after);
      assertThat(listener.status().state()).isEqualTo(ListenerState.LISTENING);
    }
  }

  @Test
  void findsAndCountsEventsThatNobodyAnnounced() throws SQLException {
    try (RunningListener listener = RunningListener.on(database)) {
      awaitState(listener, ListenerState.LISTENING);
      long before = listener.status().version();
      try (Connection writer = database.connect()) {
        writer.createStatement().execute("SET commitcast.sequencing = on");
        writer
            .createStatement()
            .execute(
                "INSERT INTO commitcast.events (version, id, aggregate_id, event_type, tx, tx_last,"
                    + " created_at) SELECT commitcast.head() + 1, 'unannounced', 's', 't',"
                    + " pg_current_xact_id(), true, now()");
      }
      await().until(() -> listener.status().version() == before + 1);
      await().until(() -> listener.metrics().foundByPoll.get() == 1);
    }
  }

  @Test
  void registersAgainWhenTheServerHasForgottenIt() throws SQLException {
    ListenerSettings suspicious =
        RunningListener.settings(
            5,
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
    Connector plain = RunningListener.plain(database, suspicious);
    ForgettingConnector forgetting = new ForgettingConnector(plain);
    try (RunningSequencer ignored = RunningSequencer.on(database);
        RunningListener listener = RunningListener.on(database, suspicious, forgetting);
        Connection writer = database.connect()) {
      awaitState(listener, ListenerState.LISTENING);
      forgetting.forget();
      await().until(forgetting::hasForgotten);
      await()
          .pollDelay(Duration.ofMillis(1500))
          .untilAsserted(() -> assertThat(forgetting.isRegisteredAgain()).isTrue());
      long after = writeAndAwait(writer, 1);
      await().until(() -> listener.status().version() == after);
    }
  }

  @Test
  void endsAtOnceWhateverItIsDoing() {
    ListenerSettings patient =
        RunningListener.settings(
            5,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30));
    try (RunningListener listener = RunningListener.on(database, patient)) {
      awaitState(listener, ListenerState.LISTENING);
      // it waits for half a minute when nobody wakes it
      assertThat(listener.stopMillis()).isLessThan(8_000);
      assertThat(listener.status().state()).isEqualTo(ListenerState.STOPPED);
    }
  }

  @Test
  void saysThatItHasFailedAndGoesOnTrying() throws SQLException {
    ListenerSettings settings = RunningListener.settings();
    Connector plain = RunningListener.plain(database, settings);
    BrokenConnector broken = new BrokenConnector(plain);
    try (RunningSequencer ignored = RunningSequencer.on(database);
        RunningListener listener = RunningListener.on(database, settings, broken);
        Connection writer = database.connect()) {
      awaitState(listener, ListenerState.FAILED);
      assertThat(listener.status().moment().reason()).contains("broken on purpose");
      int attempts = listener.status().attempts();
      await().until(() -> listener.status().attempts() > attempts);
      broken.repair();
      awaitState(listener, ListenerState.LISTENING);
      long after = writeAndAwait(writer, 1);
      await().until(() -> listener.status().version() == after);
    }
  }

  @Test
  void goesBackToWhereANewEpochBegan() throws SQLException {
    try (RunningListener listener = RunningListener.on(database)) {
      awaitState(listener, ListenerState.LISTENING);
      long version = listener.status().version();
      database.run(
          "INSERT INTO commitcast.log_epochs SELECT 2, commitcast.head() + 1, 99, 'x', 'test'");
      database.run("NOTIFY commitcast_log, '{\"epoch\": 2}'");
      await().until(() -> listener.status().epoch() == 2);
      assertThat(listener.status().version()).isEqualTo(version);
    } finally {
      database.run("DELETE FROM commitcast.log_epochs WHERE epoch > 1");
    }
  }

  private static void awaitState(RunningListener listener, ListenerState state) {
    await().pollInterval(Duration.ofMillis(5)).until(() -> listener.status().state() == state);
  }

  private static long writeAndAwait(Connection writer, int events) throws SQLException {
    long before = database.head();
    for (int i = 0; i < events; i++) {
      capture(writer, "s", "{\"i\": " + i + "}");
    }
    await().pollInterval(Duration.ofMillis(5)).until(() -> database.head() == before + events);
    return before + events;
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
