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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writers that pause between reading the promise and committing, so that they meet every moment of
 * falling asleep; and now and then so much at once that the sequencer wakes up and promises. A lost
 * wake-up shows as an event that waits until another one, or the safety drain, comes along: so
 * there are few events, and each writer measures how long its own waited. The promise is short
 * here, so that the sequencer falls asleep often.
 */
@Timeout(120)
class LostWakeUpIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("commitcast.storm.seconds", 10));

  /** What a healthy sequencer never takes, and half of the lost wake-ups do. */
  private static final Duration LATE = Duration.ofMillis(300);

  private final AtomicInteger committed = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();
  private final AtomicInteger naps = new AtomicInteger();

  /** When this machine last kept everybody waiting; before the test, to begin with. */
  private final AtomicLong stalledAt = new AtomicLong(System.nanoTime());

  private volatile boolean done;

  @Test
  void noWakeUpIsMissedWhileItFallsAsleepAgainAndAgain() throws Exception {
    long seed = Long.getLong("commitcast.storm.seed", System.nanoTime());
    System.out.println("seed of noWakeUpIsMissed...: " + seed);
    LogDatabase database = LogDatabase.fresh();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (RunningSequencer sequencer =
        RunningSequencer.on(database, TestSettings.sleepy(Duration.ofMillis(30), 100))) {
      await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        all.add(threads.submit(() -> write(database, new Random(seed + number), number)));
      }
      all.add(threads.submit(() -> countNaps(sequencer)));
      all.add(threads.submit(() -> watchTheMachine(database)));
      Thread.sleep(LENGTH.toMillis());
      done = true;
      for (Future<?> one : all) {
        one.get();
      }
      System.out.printf(
          "fell asleep %s times over %s transactions; %s waited, %s were found by the net%n",
          naps, committed, late, sequencer.status().missedWakeUps());
      assertThat(naps.get()).as("times it fell asleep").isPositive();
      assertThat(sequencer.status().missedWakeUps()).isZero();
      assertThat(late.get()).as("events that waited for another's wake-up").isZero();
    } finally {
      done = true;
      threads.shutdownNow();
    }
  }

  private Void write(LogDatabase database, Random random, int number) throws Exception {
    try (Connection connection = database.connect();
        Connection watching = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(
          number % 2 == 0
              ? Connection.TRANSACTION_REPEATABLE_READ
              : Connection.TRANSACTION_READ_COMMITTED);
      while (!done) {
        if (number == 0) {
          capture(connection, "burst", "{}", 25);
          connection.commit();
        }
        // a snapshot that is old before the row is written
        statement.execute("SELECT count(*) FROM commitcast.streams");
        Thread.sleep(random.nextInt(200));
        String stream = number + "-" + committed.incrementAndGet();
        capture(connection, stream, "{}");
        Thread.sleep(random.nextInt(250));
        connection.commit();
        long began = System.nanoTime();
        if (waited(watching, stream).compareTo(LATE) > 0 && stalledAt.get() - began < 0) {
          late.incrementAndGet();
        }
        Thread.sleep(random.nextInt(600));
      }
    }
    return null;
  }

  private static Duration waited(Connection watching, String stream)
      throws SQLException, InterruptedException {
    long began = System.nanoTime();
    try (Statement statement = watching.createStatement()) {
      while (true) {
        try (var row =
            statement.executeQuery(
                "SELECT count(*) FROM commitcast.pending_events WHERE aggregate_id = '"
                    + stream
                    + "'")) {
          row.next();
          if (row.getInt(1) == 0) {
            return Duration.ofNanos(System.nanoTime() - began);
          }
        }
        Thread.sleep(2);
      }
    }
  }

  /** Needs what a wake-up needs, a thread and a backend: when it is late, so is everybody. */
  private Void watchTheMachine(LogDatabase database) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!done) {
        long began = System.nanoTime();
        Thread.sleep(5);
        statement.execute("SELECT 1");
        if (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(100)) {
          stalledAt.set(System.nanoTime());
        }
      }
    }
    return null;
  }

  private Void countNaps(RunningSequencer sequencer) throws InterruptedException {
    boolean asleep = false;
    while (!done) {
      boolean now = sequencer.status().state() == SequencerState.ASLEEP;
      if (now && !asleep) {
        naps.incrementAndGet();
      }
      asleep = now;
      Thread.sleep(1);
    }
    return null;
  }
}
