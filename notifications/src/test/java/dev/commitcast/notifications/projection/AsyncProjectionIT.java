package dev.commitcast.notifications.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.RunningStore;
import dev.commitcast.persistence.projection.ProjectionState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Projections that follow the log, with what may happen to them. */
@Timeout(120)
class AsyncProjectionIT {
  private static final StreamId STREAM = new StreamId("some:1");
  private static final Duration SOON = Duration.ofSeconds(60);

  private static LogDatabase database;
  private RunningStore store;
  private Projections projections;
  private RunningSequencer sequencer;
  private RunningListener listener;

  @BeforeAll
  static void creates() throws SQLException {
    database = LogDatabase.fresh();
    database.run(CountingProjection.TABLE);
  }

  @BeforeEach
  void starts() throws SQLException {
    database.empty();
    database.run("TRUNCATE public.seen");
    store = new RunningStore(database);
    projections = store.projections();
    sequencer = RunningSequencer.on(database);
    listener = RunningListener.on(database, batch -> projections.eventsArrived());
  }

  @AfterEach
  void stops() {
    store.close();
    listener.close();
    sequencer.close();
  }

  @Test
  void twoNodesAndTheirBrokenConnectionsProjectEachEventOnceAndInOrder() throws Exception {
    CountingProjection flaky =
        new CountingProjection(event -> ThreadLocalRandom.current().nextInt(1_000) == 0);
    try (RunningStore other = new RunningStore(database)) {
      projections.start(flaky);
      other.projections().start(flaky);
      for (int i = 0; i < 40; i++) {
        append("wanted", 50);
        append("other", 3);
        try (Connection superuser = database.superuser();
            Statement statement = superuser.createStatement()) {
          statement.execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE application_name = 'commitcast projection seen' AND random() < 0.4");
        }
      }
      database.awaitHead(40 * 53);
      projections.waitFor("seen", 40 * 53, Duration.ofSeconds(80));
    }
    assertEachOnceAndInOrder(2_000);
  }

  @Test
  void anEventThatFailsHoldsTheProjectionUpUntilItIsMended() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    projections.start(new CountingProjection(event -> broken.get() && event.data().equals("7")));
    append("wanted", 20);

    await().atMost(SOON).until(() -> status().attempts() >= 3);
    assertThat(status().position()).isEqualTo(6);
    assertThat(status().lag()).isEqualTo(14);
    assertThat(status().waitingSince()).isPresent();
    assertThat(status().error().orElseThrow()).contains("event 7 cannot");
    assertThatThrownBy(() -> projections.waitFor("seen", 7, Duration.ofMillis(20)))
        .isInstanceOf(ProjectionBehindException.class)
        .hasMessageContaining("it is at 6");
    broken.set(false);
    projections.waitFor("seen", 20, SOON);
    assertEachOnceAndInOrder(20);
    assertThat(status().error()).isEmpty();
  }

  @Test
  void readersSeeTheOldRowsUntilARebuildIsComplete() throws Exception {
    CountingProjection projection = new CountingProjection(event -> false);
    projections.start(projection);
    append("wanted", 1_500);
    database.awaitHead(1_500);
    projections.waitFor("seen", 1_500, SOON);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    AtomicBoolean stop = new AtomicBoolean();
    Future<Long> fewest =
        threads.submit(
            () -> {
              long least = Long.MAX_VALUE;
              while (!stop.get()) {
                least = Math.min(least, database.number("SELECT count(*) FROM public.seen"));
              }
              return least;
            });
    for (int i = 0; i < 3; i++) {
      projections.rebuild(projection);
      append("wanted", 10);
    }
    stop.set(true);
    threads.shutdown();

    assertThat(fewest.get()).isGreaterThanOrEqualTo(1_500);
    database.awaitHead(1_530);
    projections.waitFor("seen", 1_530, SOON);
    assertEachOnceAndInOrder(1_530);
    assertThat(status().rebuiltAt()).isPresent();
  }

  @Test
  void aRebuildThatFailsLeavesEverythingAsItWas() throws Exception {
    projections.start(new CountingProjection(event -> false));
    AppendResult last = append("wanted", 700);
    projections.waitFor("seen", last, SOON);
    projections.stop("seen");

    assertThatThrownBy(
            () -> projections.rebuild(new CountingProjection(e -> e.data().equals("699"))))
        .isInstanceOf(IllegalStateException.class);
    assertEachOnceAndInOrder(700);
    assertThat(status().position()).isEqualTo(700);
  }

  @Test
  void waitsForWhatAnotherNodeProjectsAndForWhatIsNotSequencedYet() throws Exception {
    try (RunningStore other = new RunningStore(database)) {
      // nobody tells that node of new events: it looks by itself
      other.projections().start(new CountingProjection(event -> false));
      await().atMost(SOON).until(() -> projections.status("seen").isPresent());
      sequencer.close();
      AppendResult appended = append("wanted", 5);
      assertThatThrownBy(() -> projections.waitFor("seen", appended, Duration.ofMillis(30)))
          .isInstanceOf(ProjectionBehindException.class)
          .hasMessageContaining("not in the log yet");
      sequencer = RunningSequencer.on(database);
      projections.waitFor("seen", appended, SOON);
      assertEachOnceAndInOrder(5);
    }
  }

  @Test
  void whoWaitsIsWokenAndNeedNotKnowItsTurn() throws Exception {
    projections.start(new CountingProjection(event -> false));
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      AppendResult appended = append("wanted", 1);
      long began = System.nanoTime();
      projections.waitFor("seen", appended, SOON);
      millis.add((System.nanoTime() - began) / 1_000_000);
    }
    // the follower's own look comes once a second: without the signals most would take that long
    assertThat(millis.stream().sorted().toList().get(25)).isLessThan(500);
    assertThatThrownBy(() -> projections.waitFor("unknown", 1, SOON))
        .isInstanceOf(UnknownProjectionException.class);
  }

  private ProjectionState status() {
    return projections.status("seen").orElseThrow();
  }

  private AppendResult append(String type, int events) {
    return store
        .events()
        .append(
            STREAM,
            ExpectedVersion.any(),
            IntStream.rangeClosed(1, events)
                .mapToObj(i -> EventData.of(type, Integer.toString(i)))
                .toList());
  }

  private void assertEachOnceAndInOrder(int events)
      throws SQLException, InterruptedException, ExecutionException {
    assertThat(database.rows("SELECT version FROM public.seen ORDER BY place"))
        .hasSize(events)
        .isEqualTo(
            database.rows(
                "SELECT version FROM commitcast.events WHERE event_type = 'wanted'"
                    + " ORDER BY version"));
  }
}
