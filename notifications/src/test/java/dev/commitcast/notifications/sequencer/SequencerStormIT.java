package dev.commitcast.notifications.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.LogTruth;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.Writers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sixteen writers against the naive oracle. {@code -Dcommitcast.storm.seconds=30} makes it longer,
 * {@code -Dcommitcast.storm.seed=…} repeats one.
 */
@Timeout(300)
class SequencerStormIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("commitcast.storm.seconds", 8));

  private final long seed = Long.getLong("commitcast.storm.seed", System.nanoTime());

  @Test
  void losesNothingDoublesNothingAndLeavesNoGap() throws Exception {
    System.out.println("seed of losesNothingDoublesNothingAndLeavesNoGap: " + seed);
    LogDatabase database = LogDatabase.fresh();
    Writers writers = new Writers(database, seed);
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection holder = database.connect()) {
      holder.setAutoCommit(false);
      LogDatabase.capture(holder, "held", "{\"mark\": \"held\"}");
      holder.createStatement().execute("INSERT INTO public.truth (mark) VALUES ('held')");
      long committed = writers.write(16, LENGTH);
      awaitMoved(database, committed);
      holder.commit();
      awaitMoved(database, committed + 1);
      assertThat(sequencer.status().missedWakeUps()).as("missed wake-ups").isZero();
    }
    LogTruth.holds(database);
  }

  @Test
  void twoNodesLoseNothingWhileTheLeadersConnectionIsCutAgainAndAgain() throws Exception {
    System.out.println("seed of twoNodesLoseNothing…: " + seed);
    LogDatabase database = LogDatabase.fresh();
    Writers writers = new Writers(database, seed);
    AtomicInteger cuts = new AtomicInteger();
    ScheduledExecutorService saboteur = Executors.newSingleThreadScheduledExecutor();
    try (RunningSequencer first =
            RunningSequencer.on(database, SequencerSettings.defaults("first"));
        RunningSequencer second =
            RunningSequencer.on(database, SequencerSettings.defaults("second"))) {
      Future<?> cutting =
          saboteur.scheduleWithFixedDelay(
              () -> cutLeader(database, List.of(first, second), cuts), 1, 1, TimeUnit.SECONDS);
      long committed = writers.write(16, LENGTH);
      cutting.cancel(false);
      awaitMoved(database, committed);
    } finally {
      saboteur.shutdownNow();
    }
    assertThat(cuts.get()).isPositive();
    LogTruth.holds(database);
  }

  private static void cutLeader(
      LogDatabase database, List<RunningSequencer> nodes, AtomicInteger cuts) {
    for (RunningSequencer node : nodes) {
      if (node.status().leads()) {
        try {
          database.terminate(node.status().backendPid());
          cuts.incrementAndGet();
        } catch (SQLException ignored) {
          // it may have gone by itself
        }
      }
    }
  }

  private static void awaitMoved(LogDatabase database, long events) {
    await()
        .atMost(Duration.ofSeconds(120))
        .untilAsserted(() -> assertThat(database.head()).isEqualTo(events));
  }
}
