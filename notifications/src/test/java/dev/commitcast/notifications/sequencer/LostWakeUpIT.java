package dev.commitcast.notifications.sequencer;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writers around the threshold between polling and notifying, with pauses between reading the
 * promise and committing, so that they meet every moment of falling asleep. The sequencer's promise
 * is short here, so that it falls asleep often.
 */
@Timeout(120)
class LostWakeUpIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("commitcast.storm.seconds", 10));

  @Test
  void noWakeUpIsMissedWhileItFallsAsleepAgainAndAgain() throws Exception {
    long seed = Long.getLong("commitcast.storm.seed", System.nanoTime());
    System.out.println("seed of noWakeUpIsMissed…: " + seed);
    LogDatabase database = LogDatabase.fresh();
    SequencerSettings d = SequencerSettings.defaults("sleepy");
    SequencerSettings sleepy =
        new SequencerSettings(
            d.node(), d.pollWhileAwake(), d.slowestPoll(), d.safetyDrain(),
            Duration.ofMillis(30), 100, d.batchRows(), d.largestBatchRows(), d.batchBytes(),
            d.retryLock());
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong committed = new AtomicLong();
    AtomicLong naps = new AtomicLong();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (RunningSequencer sequencer = RunningSequencer.on(database, sleepy)) {
      await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        writers.add(
            threads.submit(() -> write(database, new Random(seed + number), number, done, committed)));
      }
      Future<?> watcher = threads.submit(() -> countNaps(sequencer, done, naps));
      Thread.sleep(LENGTH.toMillis());
      done.set(true);
      watcher.get();
      for (Future<?> writer : writers) {
        writer.get();
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(database.head()).isEqualTo(committed.get()));
      System.out.println("fell asleep " + naps + " times over " + committed + " events");
      assertThat(naps.get()).as("times it fell asleep").isGreaterThan(10);
      assertThat(sequencer.status().missedWakeUps()).isZero();
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  private static Void write(
      LogDatabase database, Random random, int number, AtomicBoolean done, AtomicLong committed)
      throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(
          number % 2 == 0
              ? Connection.TRANSACTION_REPEATABLE_READ
              : Connection.TRANSACTION_READ_COMMITTED);
      while (!done.get()) {
        // a snapshot that is old before the row is written
        statement.execute("SELECT count(*) FROM commitcast.streams");
        Thread.sleep(random.nextInt(40));
        // now and then so much that it wakes up and promises to poll
        int rows = random.nextInt(12) == 0 ? 25 : 1;
        capture(connection, "s" + number, "{}", rows);
        Thread.sleep(random.nextInt(60));
        connection.commit();
        committed.addAndGet(rows);
        Thread.sleep(random.nextInt(random.nextInt(4) == 0 ? 400 : 40));
      }
    }
    return null;
  }

  private static Void countNaps(RunningSequencer sequencer, AtomicBoolean done, AtomicLong naps)
      throws InterruptedException {
    boolean asleep = false;
    while (!done.get()) {
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
