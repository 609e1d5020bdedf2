package dev.commitcast.notifications.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.sourcing.SourcedEvent;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.RunningStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Projections within the append. */
@Timeout(120)
class InlineProjectionIT {
  private static final StreamId A = new StreamId("sum:a");
  private static final StreamId B = new StreamId("sum:b");

  private static LogDatabase database;
  private final Sums sums = new Sums();
  private RunningStore store;
  private EventStore events;

  @BeforeAll
  static void creates() throws SQLException {
    database = LogDatabase.fresh();
    database.run("CREATE TABLE public.sums (stream text PRIMARY KEY, sum bigint)");
  }

  @BeforeEach
  void empties() throws SQLException {
    database.empty();
    database.run("TRUNCATE public.sums");
    store = new RunningStore(database, sums);
    events = store.events();
  }

  @AfterEach
  void closes() {
    store.close();
  }

  @Test
  void whatItCannotTakeIsNotAppended() throws SQLException {
    events.append(A, ExpectedVersion.noStream(), List.of(added(1)));
    assertThatThrownBy(
            () ->
                events.appendAll(
                    List.of(
                        new StreamAppend(A, ExpectedVersion.any(), List.of(added(2))),
                        new StreamAppend(B, ExpectedVersion.any(), List.of(added(666))))))
        .isInstanceOf(IllegalStateException.class);

    assertThat(events.latestVersion(A)).isEqualTo(1);
    assertThat(events.latestVersion(B)).isZero();
    assertThat(sum(A)).isEqualTo(1);
  }

  @Test
  void whatIsAppendedTwiceIsProjectedOnce() throws SQLException {
    for (int i = 0; i < 2; i++) {
      events.append(
          A, ExpectedVersion.any(), List.of(added(1).withId("one"), added(2).withId("two")));
    }
    assertThat(sum(A)).isEqualTo(3);
  }

  @Test
  void itIsUndoneWithTheTransactionOfTheCaller() throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      store.appender().append(connection, A, ExpectedVersion.any(), List.of(added(5)));
      connection.rollback();
      store.appender().append(connection, A, ExpectedVersion.any(), List.of(added(7)));
      connection.commit();
    }
    assertThat(sum(A)).isEqualTo(7);
  }

  @Test
  void onlyItsOwnEventsReachIt() throws SQLException {
    events.append(A, ExpectedVersion.any(), List.of(EventData.of("other", "666"), added(1)));
    events.append(new StreamId("else:a"), ExpectedVersion.any(), List.of(added(666)));
    assertThat(database.rows("SELECT stream, sum FROM public.sums"))
        .containsExactly(List.of("sum:a", "1"));
  }

  @Test
  void aRebuildTakesWhatTheLogHasWhileOthersAppend() throws Exception {
    try (RunningSequencer sequencer = RunningSequencer.on(database)) {
      assertThat(sequencer.status()).isNotNull();
      events.append(B, ExpectedVersion.any(), List.of(added(10), added(20), added(30)));
      events.truncateBefore(B, 3);
      events.deleteStream(B, ExpectedVersion.any());
      long seed = System.nanoTime();
      Random random = new Random(seed);
      AtomicBoolean stop = new AtomicBoolean();
      ExecutorService threads = Executors.newFixedThreadPool(2);
      List<Future<Long>> writers =
          List.of(
              threads.submit(() -> appendUntil(stop, A)),
              threads.submit(() -> appendUntil(stop, A)));
      for (int i = 0; i < 20; i++) {
        if (random.nextBoolean()) {
          database.run("UPDATE public.sums SET sum = sum + 1000 WHERE stream = 'sum:b'");
        }
        assertThat(store.inlineRebuild().all(sums)).isBetween(1L, 2L);
      }
      stop.set(true);
      long appended = writers.get(0).get() + writers.get(1).get();
      threads.shutdown();

      assertThat(sum(A)).as("seed " + seed).isEqualTo(appended);
      assertThat(sum(B)).as("seed " + seed).isEqualTo(60);
    }
  }

  private long appendUntil(AtomicBoolean stop, StreamId stream) {
    long count = 0;
    while (!stop.get()) {
      events.append(stream, ExpectedVersion.any(), List.of(added(1)));
      count++;
    }
    return count;
  }

  private static EventData added(int number) {
    return EventData.of("added", Integer.toString(number));
  }

  private long sum(StreamId stream) throws SQLException {
    return database.number(
        "SELECT coalesce(sum(sum), 0) FROM public.sums WHERE stream = '" + stream + "'");
  }

  /** Adds numbers up, stream by stream; does not take 666. */
  private static final class Sums implements InlineProjection {
    @Override
    public String name() {
      return "sums";
    }

    @Override
    public EventFilter filter() {
      return new EventFilter(Set.of("added"), Set.of(), Set.of(), Set.of("sum"));
    }

    @Override
    public void project(List<SourcedEvent> events, Connection connection) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "INSERT INTO public.sums AS s (stream, sum) VALUES (?, ?)"
                  + " ON CONFLICT (stream) DO UPDATE SET sum = s.sum + excluded.sum")) {
        for (SourcedEvent event : events) {
          statement.setString(1, event.stream());
          statement.setLong(2, Long.parseLong(event.data()));
          statement.executeUpdate();
          if (event.data().equals("666")) {
            throw new IllegalStateException("This number is not taken.");
          }
        }
      }
    }

    @Override
    public void clear(StreamId stream, Connection connection) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement("DELETE FROM public.sums WHERE stream = ?")) {
        statement.setString(1, stream.value());
        statement.executeUpdate();
      }
    }
  }
}
