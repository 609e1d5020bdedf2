package dev.commitcast.notifications.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningNode;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CatchUpSubscriptionsIT {
  private static final Duration DEADLINE = Duration.ofSeconds(40);
  private static final StartFrom NOW = new StartFrom.Now();
  private static final StartFrom BEGINNING = new StartFrom.Beginning();

  private static LogDatabase database;
  private static RunningSequencer sequencer;
  private static RunningNode node;

  @BeforeAll
  static void open() {
    database = LogDatabase.fresh();
    sequencer = RunningSequencer.on(database);
    node = RunningNode.on(database.connections(), "n1");
    await().atMost(DEADLINE).until(() -> node.hub().head() != null);
  }

  @AfterAll
  static void close() {
    node.close();
    sequencer.close();
  }

  private long before;

  @BeforeEach
  void remembersTheHead() throws SQLException {
    before = database.head();
    await().atMost(DEADLINE).until(() -> node.hub().head().version() == before);
  }

  private static void append(String stream, String type, int times) throws SQLException {
    database.run(
        "SELECT commitcast.append('%s', '%s', jsonb_build_object('n', n))".formatted(stream, type)
            + " FROM generate_series(1, %d) AS n".formatted(times));
  }

  private List<Long> next(long events) {
    return LongStream.rangeClosed(before + 1, before + events).boxed().toList();
  }

  private static void awaitVersions(RecordingListener listener, List<Long> versions) {
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(listener.versions()).isEqualTo(versions));
  }

  @Test
  void getsEverythingFromTheBeginningAndThenWhatHappens() throws SQLException {
    append("a:1", "opened", 3);
    database.awaitHead(before + 3);
    RecordingListener listener = new RecordingListener();

    try (CatchUpSubscription subscription = node.catchUp().subscribeToAll(BEGINNING, listener)) {
      await().atMost(DEADLINE).until(() -> listener.caughtUp.get() > 0);
      assertThat(listener.versions()).endsWith(before + 3).startsWith(1L);
      append("a:2", "opened", 2);
      await().atMost(DEADLINE).until(() -> listener.versions().contains(before + 5));
      assertThat(listener.versions()).doesNotHaveDuplicates().isSorted();
      assertThat(subscription.isActive()).isTrue();
      await().atMost(DEADLINE).until(() -> subscription.position().version() == before + 5);
    }
    append("a:1", "opened", 1);
    database.awaitHead(before + 6);
    assertThat(listener.dropped()).as("its owner has closed it").isNull();
    assertThat(listener.versions()).doesNotContain(before + 6);
  }

  @Test
  void goesOnAfterACursor() throws SQLException {
    append("a:1", "moved", 4);
    database.awaitHead(before + 4);
    RecordingListener listener = new RecordingListener();

    try (CatchUpSubscription ignored =
        node.catchUp()
            .subscribeToType("moved", new StartFrom.After(new Cursor(1, before + 2)), listener)) {
      awaitVersions(listener, List.of(before + 3, before + 4));
    }
  }

  @Test
  void aStreamIsReadFromAPlaceInItWhetherThatIsThereYetOrNot() throws SQLException {
    append("account:9", "deposited", 3);
    database.awaitHead(before + 3);
    RecordingListener fromTwo = new RecordingListener();
    RecordingListener fromFive = new RecordingListener();
    RecordingListener whole = new RecordingListener();
    StreamId stream = new StreamId("account:9");

    try (CatchUpSubscription a = node.catchUp().subscribeToStream(stream, 2, fromTwo);
        CatchUpSubscription b = node.catchUp().subscribeToStream(stream, 5, fromFive);
        CatchUpSubscription c = node.catchUp().subscribeToStream(stream, BEGINNING, whole)) {
      await().atMost(DEADLINE).until(() -> whole.versions().size() == 3);
      await().atMost(DEADLINE).until(() -> fromFive.caughtUp.get() > 0);
      append("account:10", "deposited", 1);
      append("account:9", "deposited", 3);
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                assertThat(fromTwo.streamVersions()).containsExactly(2L, 3L, 4L, 5L, 6L);
                assertThat(fromFive.streamVersions()).containsExactly(5L, 6L);
                assertThat(whole.streamVersions()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
              });
      assertThat(List.of(a.isActive(), b.isActive(), c.isActive())).containsOnly(true);
    }
  }

  @Test
  void aCategoryAndAnyFilter() throws SQLException {
    RecordingListener category = new RecordingListener();
    RecordingListener room = new RecordingListener();
    EventFilter filter = new EventFilter(Set.of(), Set.of(), Set.of("hall"), Set.of());

    try (CatchUpSubscription a = node.catchUp().subscribeToCategory("kind", NOW, category);
        CatchUpSubscription b = node.catchUp().subscribe("hall", filter, NOW, room)) {
      await().atMost(DEADLINE).until(() -> category.caughtUp.get() + room.caughtUp.get() == 2);
      append("kind:1", "opened", 1);
      append("kinds:1", "opened", 1);
      database.run("SELECT commitcast.append('other:1', 'opened', '{}', room => 'hall')");
      awaitVersions(category, List.of(before + 1));
      awaitVersions(room, List.of(before + 3));
      assertThat(b.name()).isEqualTo("hall");
      assertThat(a.isActive()).isTrue();
    }
  }

  @Test
  void oneThatThrowsEndsAloneAndOneThatIsSlowHoldsUpNobody() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    RecordingListener failing =
        new RecordingListener(
            event -> {
              throw new IllegalStateException("no");
            });
    RecordingListener slow = new RecordingListener(event -> release.await(30, TimeUnit.SECONDS));
    RecordingListener good = new RecordingListener();
    StreamId stream = new StreamId("shared:1");
    int failures = node.metrics().handlerFailures.get();

    try (CatchUpSubscription a = node.catchUp().subscribeToStream(stream, NOW, failing);
        CatchUpSubscription b = node.catchUp().subscribeToStream(stream, NOW, slow);
        CatchUpSubscription c = node.catchUp().subscribeToStream(stream, NOW, good)) {
      await()
          .atMost(DEADLINE)
          .until(() -> failing.caughtUp.get() + slow.caughtUp.get() + good.caughtUp.get() == 3);
      append("shared:1", "opened", 5);

      awaitVersions(good, next(5));
      await().atMost(DEADLINE).until(() -> failing.dropped() == DropReason.HANDLER_FAILED);
      assertThat(failing.cause()).hasMessage("no");
      assertThat(a.isActive()).isFalse();
      assertThat(node.metrics().handlerFailures.get()).isEqualTo(failures + 1);
      assertThat(slow.versions()).isEmpty();
      release.countDown();
      awaitVersions(slow, next(5));
      assertThat(List.of(b.isActive(), c.isActive())).containsOnly(true);
    }
  }

  @Test
  void oneThatIsSlowerThanTheStallTimeoutFallsBehindAndMissesNothing() throws Exception {
    HubSettings hub =
        new HubSettings(
            64 * 1024,
            20,
            1 << 20,
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            100,
            2,
            1 << 20,
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));
    CountDownLatch release = new CountDownLatch(1);
    RecordingListener slow = new RecordingListener(event -> release.await(30, TimeUnit.SECONDS));

    try (RunningNode small =
            RunningNode.on(database.connections(), hub, new CatchUpSettings(5, 1 << 20, 20));
        CatchUpSubscription subscription = small.catchUp().subscribeToAll(NOW, slow)) {
      await().atMost(DEADLINE).until(() -> slow.caughtUp.get() == 1);
      append("many:1", "opened", 500);
      database.awaitHead(before + 500);
      await().atMost(DEADLINE).until(() -> small.hub().head().version() == before + 500);
      // several times as long as a client may take nothing
      TimeUnit.MILLISECONDS.sleep(1_200);
      assertThat(subscription.isActive()).isTrue();
      release.countDown();
      awaitVersions(slow, next(500));
      assertThat(slow.fellBehind.get()).isPositive();
      assertThat(slow.dropped()).isNull();
    }
    assertThat(slow.dropped()).isNull();
  }

  @Test
  void aCursorThatTheLogCannotContinueIsToldAndNotSkipped() {
    RecordingListener listener = new RecordingListener();

    node.catchUp().subscribeToAll(new StartFrom.After(new Cursor(1, 1_000_000_000)), listener);

    await().atMost(DEADLINE).until(() -> listener.dropped() == DropReason.CURSOR_LOST);
    assertThat(listener.versions()).isEmpty();
  }

  @Test
  void whatIsSubscribedBeforeTheDatabaseIsReachedBeginsWhenItIs() throws SQLException {
    RecordingListener listener = new RecordingListener();
    append("early:1", "opened", 1);
    database.awaitHead(before + 1);

    try (RunningNode late = RunningNode.on(database.connections(), "late")) {
      late.catchUp().subscribeToStream(new StreamId("early:1"), BEGINNING, listener);
      awaitVersions(listener, next(1));
    }
    assertThat(listener.dropped()).isEqualTo(DropReason.SERVER_STOPPING);
  }
}
