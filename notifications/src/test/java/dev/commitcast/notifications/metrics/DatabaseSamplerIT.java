package dev.commitcast.notifications.metrics;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.persistence.observation.DatabaseObserver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** What the sampler tells of a real database, whatever its state. */
@Timeout(180)
class DatabaseSamplerIT {
  private static final SamplerSettings OFTEN =
      new SamplerSettings(Duration.ofSeconds(1), Duration.ofSeconds(1));

  private static LogDatabase database;

  private final AtomicLong nanos = new AtomicLong(System.nanoTime());
  private final AtomicInteger failures = new AtomicInteger();
  private final Observations seen = new Observations(OFTEN, nanos::get);
  private DatabaseSampler sampler;

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @BeforeEach
  void begin() throws SQLException {
    database.empty();
    sampler =
        new DatabaseSampler(
            new DatabaseObserver(database.connections(), "test"),
            OFTEN,
            new ListenerStatus(Clock.systemUTC()),
            seen,
            new SamplerMetrics() {
              @Override
              public void sampleFailed() {
                failures.incrementAndGet();
              }
            },
            InstantSource.system(),
            nanos::get);
  }

  @AfterEach
  void end() {
    sampler.close();
  }

  @Test
  void asksMoreSeldomWhenTheAnswersTakeLong() throws SQLException {
    try (Connection writer = database.connect();
        DatabaseSampler slow =
            new DatabaseSampler(
                new DatabaseObserver(database.connections(), "slow"),
                OFTEN,
                new ListenerStatus(Clock.systemUTC()),
                seen,
                new SamplerMetrics() {},
                InstantSource.system(),
                () -> nanos.addAndGet(Duration.ofMillis(100).toNanos()))) {
      capture(writer, "row", "{}", 3);
      slow.sample();
      capture(writer, "row", "{}", 2);
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      slow.sample();
      assertThat(seen.progress().orElseThrow().pending()).as("not asked again").isEqualTo(3);
      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      slow.sample();
      assertThat(seen.progress().orElseThrow().pending()).isEqualTo(5);
    }
  }

  @Test
  void tellsWhereTheLogStandsAndWhoSequences() throws SQLException {
    try (Connection writer = database.connect()) {
      capture(writer, "row", "{}", 3);
      sample();
      assertThat(seen.progress().orElseThrow().pending()).isEqualTo(3);
      assertThat(seen.progress().orElseThrow().leads()).isFalse();
      assertThat(seen.progress().orElseThrow().oldest()).isEqualTo(1);
      try (RunningSequencer ignored = RunningSequencer.on(database)) {
        database.awaitHead(3);
        sample();
        assertThat(seen.progress().orElseThrow().head()).isEqualTo(3);
        assertThat(seen.progress().orElseThrow().pending()).isZero();
        assertThat(seen.progress().orElseThrow().leads()).isTrue();
        assertThat(seen.progress().orElseThrow().leader()).isPresent();
        assertThat(seen.figures().orElseThrow().rows()).isEqualTo(3);
        assertThat(seen.figures().orElseThrow().bytes()).isPositive();
        assertThat(seen.figures().orElseThrow().queueUsage()).isBetween(0.0, 1.0);
        assertThat(seen.figures().orElseThrow().indexScans()).containsKey("events_pkey");
        // that of the test before may still be going
        await()
            .untilAsserted(
                () -> {
                  sample();
                  assertThat(seen.figures().orElseThrow().sessions())
                      .containsEntry("sequencer", 1L);
                });
        assertThat(seen.blockage()).isEmpty();
        assertThat(failures).hasValue(0);
      }
    }
  }

  @Test
  void namesWhoHoldsARowThatTheSequencerNeeds() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection culprit = database.connections().open("culprit", Map.of());
        Connection writer = database.connect()) {
      capture(writer, "before", "{}");
      database.awaitHead(1);
      culprit.setAutoCommit(false);
      int pid = execute(culprit, "SELECT * FROM commitcast.sequencer FOR UPDATE");
      capture(writer, "after", "{}");
      await().until(() -> isBlocked());
      Blockage blockage = seen.blockage().orElseThrow();
      assertThat(blockage.by().pid()).isEqualTo(pid);
      assertThat(blockage.by().application()).isEqualTo("commitcast culprit");
      assertThat(blockage.by().state()).isEqualTo("idle in transaction");
      culprit.rollback();
      database.awaitHead(2);
      await().until(() -> !isBlocked());
    }
  }

  @Test
  void namesWhoHoldsATableThoughItsOwnQuestionsWait() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection culprit = database.connect();
        Connection writer = database.connect()) {
      capture(writer, "before", "{}");
      database.awaitHead(1);
      culprit.setAutoCommit(false);
      int pid = execute(culprit, "LOCK TABLE commitcast.events IN ACCESS EXCLUSIVE MODE");
      capture(writer, "after", "{}");
      await().until(() -> isBlocked());
      assertThat(seen.blockage().orElseThrow().by().pid()).isEqualTo(pid);
      assertThat(failures.get()).isPositive();
      culprit.rollback();
      database.awaitHead(2);
    }
  }

  @Test
  void forgetsWhatIsTooOldToBeTrue() throws SQLException {
    sample();
    assertThat(seen.progress()).isPresent();
    assertThat(seen.figures()).isPresent();
    nanos.addAndGet(Duration.ofMillis(3_100).toNanos());
    assertThat(seen.progress()).isEmpty();
    assertThat(seen.figures()).isEmpty();
  }

  @Test
  void connectsAnewAfterItsSessionWasEnded() throws SQLException {
    sample();
    database.number(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE application_name = 'commitcast observer test'");
    sample();
    assertThat(failures).hasValue(1);
    sample();
    assertThat(failures).hasValue(1);
  }

  private boolean isBlocked() {
    sample();
    return seen.blockage().isPresent();
  }

  private void sample() {
    // long enough for everything to be due
    nanos.addAndGet(Duration.ofMillis(1_100).toNanos());
    sampler.sample();
  }

  private static int execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return connection.unwrap(PGConnection.class).getBackendPID();
  }
}
