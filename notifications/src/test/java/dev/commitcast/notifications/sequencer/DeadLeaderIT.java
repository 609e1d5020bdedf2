package dev.commitcast.notifications.sequencer;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.BlackHole;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.TestSettings;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Whatever hangs in a leader, another node leads soon: within 15 seconds where the machine does
 * nothing else, and each test prints its time. Most of it goes by waiting, so the tests wait beside
 * each other, each with a log of its own.
 */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class DeadLeaderIT {
  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private static final Duration NOTICED = Duration.ofSeconds(30);

  private final LogDatabase database = LogDatabase.fresh();

  @Test
  void aFrozenLeaderLosesTheLockAndMovesNothingWhenItThaws() throws Exception {
    try (Program leader = Program.start(database, "frozen");
        Connection writer = database.connect()) {
      await().atMost(Duration.ofSeconds(30)).until(() -> leader.says().startsWith("ASLEEP"));
      for (int i = 0; i < 200; i++) {
        capture(writer, "s", "{}");
      }
      database.awaitHead(200);
      try (RunningSequencer standby =
          RunningSequencer.on(database, SequencerSettings.defaults("standby"))) {
        await().until(() -> standby.status().state() == SequencerState.STANDING_BY);
        // in the middle of its work
        capture(writer, "s", "{}", 500);
        leader.signal("STOP");
        assertTakenOver(() -> standby.status().leads());
        capture(writer, "s", "{}", 50);
        database.awaitHead(750);
        long moved = settled(standby);
        leader.signal("CONT");
        await().atMost(NOTICED).until(() -> leader.says().startsWith("STANDING_BY"));
        capture(writer, "s", "{}", 50);
        database.awaitHead(800);
        await().untilAsserted(() -> assertThat(standby.status().moved()).isEqualTo(moved + 50));
        assertThat(leader.says()).startsWith("STANDING_BY");
      }
    }
    assertThat(database.number("SELECT count(DISTINCT version) FROM commitcast.events"))
        .isEqualTo(800);
  }

  /** What it has moved: counted a moment after it can be seen in the log. */
  private static long settled(RunningSequencer sequencer) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .during(Duration.ofMillis(500))
        .until(
            () -> {
              long now = sequencer.status().moved();
              return last.getAndSet(now) == now;
            });
    return last.get();
  }

  @Test
  void aLeaderWhoseQuestionsVanishLosesTheLockAndNotices() throws Exception {
    vanish(way -> way.swallowQuestions(true));
  }

  @Test
  void aLeaderWhoseAnswersVanishLosesTheLockAndNotices() throws Exception {
    vanish(way -> way.swallowAnswers(true));
  }

  @Test
  void aLeaderWhoseWireIsCutLosesTheLockAndNotices() throws Exception {
    vanish(
        way -> {
          way.swallowQuestions(true);
          way.swallowAnswers(true);
        });
  }

  private void vanish(java.util.function.Consumer<BlackHole> fault) throws SQLException {
    var settings = database.connections().settings();
    try (BlackHole way = BlackHole.before(settings.host(), settings.port());
        Connection writer = database.connect();
        RunningSequencer leader =
            RunningSequencer.on(database.through(way.host(), way.port()), named("leader"))) {
      await().until(() -> leader.status().leads());
      try (RunningSequencer standby = RunningSequencer.on(database, named("standby"))) {
        await().until(() -> standby.status().state() == SequencerState.STANDING_BY);
        capture(writer, "s", "{}", 10);
        database.awaitHead(10);
        fault.accept(way);
        assertTakenOver(() -> standby.status().leads());
        await().atMost(NOTICED).until(() -> !leader.status().leads());
        capture(writer, "s", "{}", 10);
        database.awaitHead(20);
        way.swallowQuestions(false);
        way.swallowAnswers(false);
        await().atMost(NOTICED).until(() -> leader.status().state() == SequencerState.STANDING_BY);
      }
    }
  }

  @Test
  void aLeaderWhoseThreadIsStuckLosesTheLock() throws Exception {
    CountDownLatch unstick = new CountDownLatch(1);
    Journal stuck =
        new Journal(Clock.systemUTC(), Level.INFO, new PrintStream(new StuckStream(unstick), true));
    try (RunningSequencer leader = RunningSequencer.on(database, named("leader"), stuck);
        Connection writer = database.connect()) {
      await()
          .until(
              () ->
                  database
                      .rows("SELECT leader FROM commitcast.sequencer")
                      .equals(List.of(List.of("leader"))));
      try (RunningSequencer standby = RunningSequencer.on(database, named("standby"))) {
        assertTakenOver(() -> standby.status().leads());
        capture(writer, "s", "{}");
        database.awaitHead(1);
        unstick.countDown();
        await().until(() -> leader.status().state() == SequencerState.STANDING_BY);
        assertThat(leader.status().moved()).isZero();
      } finally {
        unstick.countDown();
      }
    }
  }

  @Test
  void aLargeTransactionOnASlowDiskPasses() throws Exception {
    slow("FOR EACH ROW", "0.004");
    try (RunningSequencer sequencer =
            RunningSequencer.on(database, TestSettings.deadAfter(Duration.ofSeconds(5)));
        Connection writer = database.connect()) {
      // five seconds of work, in statements of three at most
      capture(writer, "s", "{}", 1_250);
      database.awaitHead(1_250, Duration.ofSeconds(60));
      await().until(() -> sequencer.status().trouble().isEmpty());
    } finally {
      fast();
    }
    assertThat(database.number("SELECT count(*) FROM commitcast.events WHERE tx_last"))
        .isEqualTo(1);
  }

  @Test
  void aStatementThatNeedsLongerHoweverLittleItMovesGetsTheTime() throws Exception {
    slow("FOR EACH STATEMENT", "4");
    try (RunningSequencer ignored =
            RunningSequencer.on(database, TestSettings.deadAfter(Duration.ofSeconds(5)));
        Connection writer = database.connect()) {
      capture(writer, "s", "{}");
      database.awaitHead(1, Duration.ofSeconds(60));
    } finally {
      fast();
    }
  }

  private void slow(String each, String seconds) throws SQLException {
    asSuperuser(
        "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN PERFORM pg_sleep(%s); RETURN NEW; END $$".formatted(seconds));
    asSuperuser(
        "CREATE TRIGGER slow BEFORE INSERT ON commitcast.events %s EXECUTE FUNCTION public.slow()"
            .formatted(each));
  }

  private void fast() throws SQLException {
    asSuperuser("DROP FUNCTION public.slow() CASCADE");
  }

  private void asSuperuser(String command) throws SQLException {
    try (Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(command);
    }
  }

  private static void assertTakenOver(BooleanSupplier taken) {
    long began = System.nanoTime();
    await().atMost(AT_MOST).until(taken::getAsBoolean);
    System.out.printf(
        "another node led after %.1f s%n", (System.nanoTime() - began) / 1_000_000_000.0);
  }

  private static SequencerSettings named(String node) {
    return SequencerSettings.defaults(node);
  }

  /** Whoever writes to it waits. */
  private static final class StuckStream extends OutputStream {
    private final CountDownLatch unstick;

    StuckStream(CountDownLatch unstick) {
      this.unstick = unstick;
    }

    @Override
    public void write(int b) {
      try {
        unstick.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A sequencer's process. */
  private record Program(Process process, BufferedReader out) implements AutoCloseable {
    static Program start(LogDatabase database, String node) throws IOException {
      var settings = database.connections().settings();
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SequencerProcess.class.getName(),
                  settings.host(),
                  Integer.toString(settings.port()),
                  settings.database(),
                  settings.user(),
                  settings.password(),
                  node)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Program(
          process,
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }

    /** Its state, and how many events it has moved. */
    String says() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      return out.readLine();
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
