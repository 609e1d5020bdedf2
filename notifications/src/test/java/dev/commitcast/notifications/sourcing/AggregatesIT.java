package dev.commitcast.notifications.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.RunningStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Aggregates against a real database: rivals, snapshots, and streams that change under them. */
@Timeout(120)
class AggregatesIT {
  private static final int ROUNDS = Integer.getInteger("commitcast.test.rounds", 60);
  private static final StreamId STREAM = new StreamId("list:1");

  /** Every event's data, in order: nothing can be lost or come twice unseen. */
  private static final Aggregate<String> LIST =
      Aggregate.of("list", "", (list, event) -> list + event.data() + ",");

  private static final Aggregate<String> SNAPPED =
      LIST.withSnapshots(new Snapshots<>(3, 1, list -> "|" + list, text -> text.substring(1)));

  private static LogDatabase database;
  private static RunningStore store;
  private static EventStore events;
  private static Aggregates aggregates;

  @BeforeAll
  static void opens() {
    database = LogDatabase.fresh();
    store = new RunningStore(database);
    events = store.events();
    aggregates = store.aggregates();
  }

  @BeforeEach
  void empties() throws SQLException {
    database.empty();
  }

  @AfterAll
  static void closes() {
    store.close();
  }

  @Test
  void rivalsDecideAnewUntilEachIsDone() throws InterruptedException, ExecutionException {
    Aggregates patient = store.aggregates(1_000, Pause.SLEEP);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(
          threads.submit(
              () -> {
                for (int j = 0; j < 25; j++) {
                  // what was decided says on which state it was
                  patient.execute(
                      LIST, STREAM, list -> List.of(data(list.split(",", -1).length - 1)));
                }
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    threads.shutdown();

    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      expected.append(i).append(',');
    }
    assertThat(aggregates.load(LIST, STREAM).state()).isEqualTo(expected.toString());
  }

  @Test
  void givesUpAfterItsAttemptsAndPausesBetweenThem() {
    List<Duration> pauses = new ArrayList<>();
    Aggregates threeTimes = store.aggregates(3, pauses::add);

    assertThatThrownBy(
            () ->
                threeTimes.execute(
                    LIST,
                    STREAM,
                    list -> {
                      append(0);
                      return List.of(data(1));
                    }))
        .isInstanceOf(WrongExpectedVersionException.class);
    assertThat(pauses).hasSize(2);
    assertThat(events.latestVersion(STREAM)).isEqualTo(3);
  }

  @Test
  void withinATransactionOfTheCallerItSeesItsAppendsAndTriesOnce() throws SQLException {
    append(1);
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      aggregates.execute(connection, LIST, STREAM, list -> List.of(data(2)));
      Executed<String> second =
          aggregates.execute(connection, LIST, STREAM, list -> List.of(data(3)));
      assertThat(second).extracting(Executed::state, Executed::version).contains("1,2,3,", 3L);
      connection.rollback();
    }
    assertThat(aggregates.load(LIST, STREAM).state()).isEqualTo("1,");
  }

  @Test
  void aRepeatedDecisionIsAnsweredWithWhatIsThere() {
    Decision<String> once = list -> List.of(data(1).withId("once"));
    aggregates.execute(LIST, STREAM, once);
    append(2);

    Executed<String> again = aggregates.execute(LIST, STREAM, once);

    assertThat(again.state()).isEqualTo("1,2,");
    assertThat(again.version()).isEqualTo(2);
  }

  @Test
  void noSnapshotIsKeptOfWhatIsNotCommitted() throws SQLException {
    append(1, 2);
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      store.appender().append(connection, STREAM, ExpectedVersion.any(), List.of(data(3)));
      assertThat(aggregates.load(connection, SNAPPED, STREAM).state()).isEqualTo("1,2,3,");
      connection.rollback();
    }
    append(4);

    assertThat(snapshots()).isZero();
    assertThat(aggregates.load(SNAPPED, STREAM).state()).isEqualTo("1,2,4,");
    assertThat(snapshots()).isOne();
  }

  @Test
  void aSnapshotOfAnotherSchemaOrThatCannotBeReadIsPassedOver() throws SQLException {
    append(1, 2, 3);
    aggregates.load(SNAPPED, STREAM);
    database.run("UPDATE commitcast.snapshots SET state = '|poisoned,'");

    assertThat(aggregates.load(SNAPPED, STREAM).state()).isEqualTo("poisoned,");
    Aggregate<String> newer = LIST.withSnapshots(new Snapshots<>(3, 2, list -> list, text -> text));
    assertThat(aggregates.load(newer, STREAM).state()).isEqualTo("1,2,3,");
    Aggregate<String> broken =
        LIST.withSnapshots(
            new Snapshots<>(
                3,
                1,
                list -> null,
                text -> {
                  throw new IllegalStateException("cannot be read");
                }));
    assertThat(aggregates.load(broken, STREAM).state()).isEqualTo("1,2,3,");
  }

  @Test
  void theVersionCountsWhenEverythingIsTruncated() {
    append(1, 2, 3);
    events.truncateBefore(STREAM, 4);

    Loaded<String> loaded = aggregates.load(LIST, STREAM);
    assertThat(loaded).isEqualTo(new Loaded<>(STREAM, "", 3));
    aggregates.append(loaded, List.of(data(4)));
    assertThat(aggregates.load(LIST, STREAM)).isEqualTo(new Loaded<>(STREAM, "4,", 4));
  }

  @Test
  void eventsThatExpiredAreNotPassedOverInSilence() throws SQLException {
    append(1, 2);
    aggregates.load(
        LIST.withSnapshots(new Snapshots<>(2, 1, list -> "|" + list, text -> text.substring(1))),
        STREAM);
    append(3, 4);
    try (RunningSequencer sequencer = RunningSequencer.on(database)) {
      database.awaitHead(4);
      assertThat(sequencer.status()).isNotNull();
    }
    expire(2);
    assertThat(aggregates.load(SNAPPED, STREAM).state()).isEqualTo("1,2,3,4,");
    assertThatThrownBy(() -> aggregates.load(LIST, STREAM))
        .isInstanceOf(IncompleteStreamException.class)
        .hasMessageContaining("after version 0 comes version 3");
    expire(4);
    assertThatThrownBy(() -> aggregates.load(LIST, STREAM))
        .isInstanceOf(IncompleteStreamException.class)
        .hasMessageContaining("at version 4");
  }

  @Test
  void snapshotsNeverChangeWhatALoadAnswers() throws SQLException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int next = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String what = "seed " + seed + ", round " + round;
      StreamId stream = new StreamId("list:" + random.nextInt(3));
      long version = events.latestVersion(stream);
      switch (random.nextInt(8)) {
        case 0 -> {
          if (version > 0) {
            events.truncateBefore(stream, 1 + random.nextInt((int) version + 3));
          }
        }
        case 1 -> {
          if (version > 0) {
            events.deleteStream(stream, ExpectedVersion.any());
            assertThatThrownBy(() -> aggregates.load(SNAPPED, stream))
                .as(what)
                .isInstanceOf(StreamDeletedException.class);
            events.restoreStream(stream);
          }
        }
        default ->
            events.append(stream, ExpectedVersion.any(), List.of(data(next++), data(next++)));
      }
      assertThat(aggregates.load(SNAPPED, stream))
          .as(what)
          .isEqualTo(aggregates.load(LIST, stream));
    }
    assertThat(snapshots()).as("snapshots were taken").isPositive();
  }

  private static void append(int... numbers) {
    List<EventData> all = new ArrayList<>();
    for (int number : numbers) {
      all.add(data(number));
    }
    events.append(STREAM, ExpectedVersion.any(), all);
  }

  private static EventData data(int number) {
    return EventData.of("added", Integer.toString(number));
  }

  private static void expire(long upTo) throws SQLException {
    try (Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      statement.execute("DELETE FROM commitcast.events WHERE version <= " + upTo);
    }
  }

  private static long snapshots() throws SQLException {
    return database.number("SELECT count(*) FROM commitcast.snapshots");
  }
}
