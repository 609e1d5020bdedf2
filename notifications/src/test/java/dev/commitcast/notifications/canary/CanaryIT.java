package dev.commitcast.notifications.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningNode;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import dev.commitcast.persistence.log.CanaryLog;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.PageLimit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** The canary takes the way that events take, and nobody meets it who did not ask. */
@Timeout(180)
class CanaryIT {
  private static LogDatabase database;

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final Queue<Duration> times = new ConcurrentLinkedQueue<>();
  private RunningNode node;
  private Canary canary;
  private ScheduledExecutorService keeper;
  private ScheduledFuture<?> looking;
  private final AtomicBoolean mute = new AtomicBoolean();

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @BeforeEach
  void start() throws SQLException {
    database.empty();
    node = RunningNode.on(database.connections(), "one");
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new Random());
    CanaryLog log = new CanaryLog(node.pool(), database.schemas());
    canary =
        new Canary(
            new CanarySettings("one", Duration.ofMillis(500), Duration.ofSeconds(3)),
            id -> {
              if (!mute.get()) {
                log.append("one", id);
              }
            },
            node.hub(),
            () -> ulids.next().toString(),
            times::add,
            new Journal(
                Clock.systemUTC(),
                Level.INFO,
                new PrintStream(lines, true, StandardCharsets.UTF_8)),
            Clock.systemUTC(),
            System::nanoTime);
    keeper = Executors.newSingleThreadScheduledExecutor();
    looking = keeper.scheduleWithFixedDelay(canary::look, 0, 20, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void stop() throws InterruptedException {
    canary.end();
    looking.cancel(false);
    keeper.shutdown();
    assertThat(keeper.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    node.close();
  }

  @Test
  void itIsLostWhenNothingIsSequencedAndBackWhenSomethingIs() {
    assertThat(canary.report().isWell()).isFalse();
    try (RunningSequencer ignored = RunningSequencer.on(database)) {
      await().until(() -> canary.report().state() == CanaryState.BACK);
      await().until(() -> times.size() >= 3);
      await().untilAsserted(() -> assertThat(canary.report().reason()).isEmpty());
      assertThat(canary.report().took()).isPresent();
    }
    await().until(() -> canary.report().state() == CanaryState.LOST);
    assertThat(canary.report().isWell()).isFalse();
    assertThat(canary.report().reason()).contains("did not come back within 3000 ms");
    try (RunningSequencer ignored = RunningSequencer.on(database)) {
      await().until(() -> canary.report().state() == CanaryState.BACK);
    }
    await().until(() -> count("canary_back") >= 1);
    assertThat(count("canary_lost")).isGreaterThanOrEqualTo(1);
    assertThat(times).allMatch(time -> !time.isNegative());
  }

  @Test
  void itIsLostWhenItCannotBeWritten() throws SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection holder = database.superuser();
        Statement statement = holder.createStatement()) {
      await().until(() -> canary.report().state() == CanaryState.BACK);
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE commitcast.streams IN ACCESS EXCLUSIVE MODE");
      await().until(() -> canary.report().state() == CanaryState.LOST);
      holder.rollback();
      await().until(() -> canary.report().state() == CanaryState.BACK);
    }
  }

  @Test
  void itIsOnlySlowWhileOtherEventsArriveAndLostWhenNothingDoes() throws Exception {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      await().until(() -> canary.report().state() == CanaryState.BACK);
      long lost = count("canary_lost");
      mute.set(true);
      ScheduledFuture<?> writing =
          keeper.scheduleWithFixedDelay(() -> captureOn(writer), 0, 50, TimeUnit.MILLISECONDS);
      await().until(() -> canary.report().state() == CanaryState.SLOW);
      assertThat(canary.report().isWell()).isTrue();
      assertThat(canary.report().reason()).contains("backlog");
      assertThat(count("canary_lost")).isEqualTo(lost);
      writing.cancel(false);
      await().until(() -> canary.report().state() == CanaryState.LOST);
      assertThat(canary.report().isWell()).isFalse();
      mute.set(false);
      await().until(() -> canary.report().state() == CanaryState.BACK);
    }
  }

  private static void captureOn(Connection writer) {
    try {
      LogDatabase.capture(writer, "orders:busy", "{}");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void itReachesOnlyWhoAsksForIt() throws Exception {
    Seen everything = new Seen();
    Seen own = new Seen();
    Seen history = new Seen();
    try (RunningSequencer ignored = RunningSequencer.on(database);
        Connection writer = database.connect();
        Connection outside = database.connect();
        Statement listen = outside.createStatement()) {
      listen.execute("LISTEN events_global");
      await().until(() -> times.size() >= 2);
      subscribe(everything, EventFilter.ALL, new StartFrom.Now());
      subscribe(history, EventFilter.ALL, new StartFrom.Beginning());
      subscribe(
          own,
          new EventFilter(Set.of(), Set.of(), Set.of("node:one"), Set.of()),
          new StartFrom.Beginning());
      // one that begins behind the next row has that row to replay
      await().until(() -> !history.frames.isEmpty());
      LogDatabase.capture(writer, "orders:1", "{}");
      await().until(() -> times.size() >= 4);
      LogDatabase.capture(writer, "orders:2", "{}");
      await().until(() -> everything.events.size() == 2 && history.events.size() == 2);
      await().until(() -> own.events.size() >= 4);
      assertThat(own.events).allMatch(event -> event.type().equals(EventFilter.CANARY));
      assertThat(everything.events)
          .extracting(RecordedEvent::stream)
          .containsExactly("orders:1", "orders:2");
      assertThat(history.events)
          .extracting(RecordedEvent::stream)
          .containsExactly("orders:1", "orders:2");
      assertThat(history.resume()).contains("\"outcome\":\"live\"");

      EventLog log = new EventLog(node.pool(), database.schemas());
      long head = log.state().head();
      LogPage page = log.read(EventFilter.ALL, 0, new PageLimit(1, 1 << 20));
      assertThat(page.events()).extracting(RecordedEvent::stream).containsExactly("orders:1");
      assertThat(log.count(EventFilter.ALL, 0, head)).isEqualTo(2);
      assertThat(
              log.read(EventFilter.ALL, page.through() + 1_000_000, new PageLimit(1, 1)).events())
          .isEmpty();
      assertThat(outside.unwrap(PGConnection.class).getNotifications(50)).isNullOrEmpty();
      assertThat(database.number("SELECT max(version) - count(*) FROM commitcast.events")).isZero();
    }
  }

  private void subscribe(Seen seen, EventFilter filter, StartFrom start) {
    node.hub().subscribe(new SubscriptionRequest(filter, start, false), seen).pump();
  }

  private long count(String event) {
    return lines.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains(event)).count();
  }

  /** Remembers what it was sent. */
  private static final class Seen implements Outlet {
    private final Queue<RecordedEvent> events = new ConcurrentLinkedQueue<>();
    private final Queue<ControlFrame> frames = new ConcurrentLinkedQueue<>();

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(List<Frame> sent) {
      for (Frame frame : sent) {
        if (frame instanceof EncodedEvent event) {
          events.add(event.event());
        } else if (frame instanceof ControlFrame control) {
          frames.add(control);
        }
      }
    }

    String resume() {
      return frames.element().json();
    }

    @Override
    public void close(CloseReason reason) {
      // the node ends after the test
    }
  }
}
