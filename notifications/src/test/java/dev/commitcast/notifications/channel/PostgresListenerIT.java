package dev.commitcast.notifications.channel;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.listener.ListenerState;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PostgresListenerIT {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private static LogDatabase database;

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @Test
  void severalHandlersHearAChannelAndEachIsClosedByItself() {
    try (RunningChannels node = RunningChannels.on(database)) {
      PostgresListener listener = node.listener();
      Heard first = new Heard();
      Heard second = new Heard();
      Registration one = listener.listen("several", first);
      listener.listen("several", "the second", second);

      listener.notify("several", "1");
      await().atMost(DEADLINE).until(() -> first.all().size() + second.all().size() == 2);
      one.close();
      listener.notify("several", "2");
      await().atMost(DEADLINE).until(() -> second.all().equals(List.of("1", "2")));

      assertThat(first.all()).containsExactly("1");
      assertThat(one.isOpen()).isFalse();
      assertThat(listener.channels()).containsExactly("several");
      assertThat(listener.registrations("several"))
          .singleElement()
          .satisfies(left -> assertThat(left.name()).isEqualTo("the second"));
      assertThat(listener.unlisten("several")).isTrue();
      assertThat(listener.unlisten("several")).isFalse();
      assertThat(listener.channels()).isEmpty();
      assertThat(listener.isConnected()).isTrue();
    }
  }

  @Test
  void whatIsNotifiedRightAfterListenReturnsIsHeardAlthoughTheLoopWasWaiting() {
    try (RunningChannels node = RunningChannels.on(database)) {
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String channel = "dynamic " + i;
        Heard heard = new Heard();
        long began = System.nanoTime();
        node.listener().listen(channel, heard);
        node.listener().notify(channel, "x");
        await()
            .atMost(DEADLINE)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> heard.all().size() == 1);
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
      }
      // waiting for the safety poll would take about 500 ms each
      assertThat(millis.stream().sorted().toList().get(25)).isLessThan(400);
    }
  }

  @Test
  void aChannelThatIsLeftAndTakenAgainAtOnceIsHeard() {
    try (RunningChannels node = RunningChannels.on(database)) {
      for (int i = 0; i < 200; i++) {
        String channel = "again " + i;
        node.listener().listen(channel, new Heard()).close();
        // now and then while the server is being told to forget it
        LockSupport.parkNanos(i * 20_000L);
        Heard heard = new Heard();
        node.listener().listen(channel, heard);
        node.listener().notify(channel, "x");
        await()
            .atMost(DEADLINE)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> heard.all().size() == 1);
      }
    }
  }

  @Test
  void aNotificationOnTheCallersConnectionLeavesWithItsCommit() throws SQLException {
    try (RunningChannels node = RunningChannels.on(database);
        Connection connection = database.connect()) {
      Heard heard = new Heard();
      node.listener().listen("transactional", heard);
      connection.setAutoCommit(false);
      node.listener().notify(connection, "transactional", "taken back");
      connection.rollback();
      node.listener().notify(connection, "transactional", "committed");
      node.listener().notify("transactional", "from elsewhere");
      await().atMost(DEADLINE).until(() -> heard.all().equals(List.of("from elsewhere")));
      connection.commit();
      await()
          .atMost(DEADLINE)
          .until(() -> heard.all().equals(List.of("from elsewhere", "committed")));
    }
  }

  @Test
  void aHandlerThatThrowsAndOneThatBlocksForEverHarmNobody() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (RunningSequencer ignored = RunningSequencer.on(database);
        RunningChannels node = RunningChannels.on(database, 10);
        Connection writer = database.connect()) {
      PostgresListener listener = node.listener();
      AtomicInteger calls = new AtomicInteger();
      Heard good = new Heard();
      listener.listen(
          "trouble",
          "thrower",
          notification -> {
            calls.incrementAndGet();
            throw new AssertionError("on purpose");
          });
      Registration blocked =
          listener.listen("trouble", "sleeper", notification -> awaitWhateverHappens(never));
      listener.listen("trouble", "good", good);

      for (int i = 0; i < 40; i++) {
        int sent = i + 1;
        listener.notify("trouble", Integer.toString(i));
        await().atMost(DEADLINE).until(() -> good.all().size() == sent && calls.get() == sent);
      }
      long before = node.running().status().version();
      capture(writer, "s", "{}");
      await().atMost(DEADLINE).until(() -> node.running().status().version() == before + 1);

      await().atMost(DEADLINE).until(() -> node.failures() == 40);
      assertThat(node.lines().split("listener_handler_failed", -1)).as("logged once").hasSize(2);
      assertThat(node.lines()).contains("thrower", "listener_handler_overflow", "sleeper");
      assertThat(blocked.dropped()).isEqualTo(29);
      assertThat(blocked.waiting()).isEqualTo(11);
      assertThat(node.dropped()).isEqualTo(29);
      assertThat(node.running().stopMillis()).isLessThan(8_000);
    } finally {
      never.countDown();
    }
  }

  /** As a handler does that an interrupt does not move. */
  private static void awaitWhateverHappens(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException ignored) {
        // that is the point
      }
    }
  }

  @Test
  void aFullQueueDropsTheOldestAndSaysSoFirst() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    Heard heard = new Heard();
    try (RunningChannels node = RunningChannels.on(database, 3)) {
      Registration registration =
          node.listener()
              .listen(
                  "full",
                  "slow",
                  new NotificationHandler() {
                    @Override
                    public void onNotification(Notification notification) throws Exception {
                      heard.onNotification(notification);
                      inside.countDown();
                      go.await();
                    }

                    @Override
                    public void onGap(Gap gap) {
                      heard.onGap(gap);
                    }
                  });
      node.listener().notify("full", "first");
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
      for (int i = 1; i <= 6; i++) {
        node.listener().notify("full", Integer.toString(i));
      }
      await().atMost(DEADLINE).until(() -> registration.dropped() == 3);
      go.countDown();
      await()
          .atMost(DEADLINE)
          .until(() -> heard.all().equals(List.of("first", "<OVERFLOW>", "4", "5", "6")));
    }
  }

  @Test
  void registrationsSurviveAStormOfLostConnectionsAndAreToldOfTheGaps() throws SQLException {
    try (RunningChannels node = RunningChannels.on(database)) {
      Heard heard = new Heard();
      for (int i = 0; i < 300; i++) {
        node.listener().listen("storm " + i, i == 7 ? heard : new Heard());
      }
      for (int round = 1; round <= 8; round++) {
        int before = node.running().status().backendPid();
        int gaps = heard.all().size();
        database.terminate(before);
        await().atMost(DEADLINE).until(() -> node.running().status().backendPid() != before);
        await().atMost(DEADLINE).until(() -> heard.all().size() > gaps);
        node.listening();
      }
      node.listener().notify("storm 7", "after");
      await().atMost(DEADLINE).until(() -> heard.all().contains("after"));

      assertThat(heard.all().get(heard.all().size() - 1)).isEqualTo("after");
      assertThat(heard.all().subList(0, heard.all().size() - 1)).containsOnly("<RECONNECTED>");
      await("one listening session is left").atMost(DEADLINE).until(() -> sessions() == 1);
    }
  }

  private static long sessions() throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name LIKE 'commitcast listener%'");
  }

  private static ListenerSettings patient() {
    ListenerSettings d = RunningListener.settings();
    return new ListenerSettings(
        d.node(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        d.maxReconnectAttempts(),
        d.safetyPoll(),
        d.proveAfter(),
        d.deadAfter(),
        d.probeEvery(),
        d.pageEvents(),
        d.pageBytes());
  }

  @Test
  void aHandlerThatCameWithoutAConnectionBeginsWithTheNext() throws SQLException {
    ListenerSettings patient = patient();
    try (RunningChannels node =
        RunningChannels.on(database, patient, RunningListener.plain(database, patient))
            .listening()) {
      Heard heard = new Heard();
      node.running().loop().abort();
      await().atMost(DEADLINE).until(() -> !node.listener().isConnected());
      node.listener().listen("early", heard);
      node.listening();
      node.listener().notify("early", "x");
      await().atMost(DEADLINE).until(() -> heard.all().contains("x"));
    }
  }

  @Test
  void hundredsOfPoisonedNotificationsNeitherEndNorSpinTheLoop() throws SQLException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (RunningSequencer ignored = RunningSequencer.on(database);
        RunningChannels node = RunningChannels.on(database);
        Connection writer = database.connect()) {
      for (int i = 0; i < 400; i++) {
        try (var poison = writer.prepareStatement("SELECT pg_notify('commitcast_log', ?)")) {
          poison.setString(1, poison(random));
          poison.execute();
        }
      }
      long before = database.head();
      capture(writer, "s", "{}");
      await()
          .alias("seed " + seed)
          .atMost(DEADLINE)
          .until(() -> node.running().status().version() == before + 1);
      assertThat(node.running().metrics().parseErrors.get()).as("seed " + seed).isPositive();
      assertThat(node.running().metrics().reconnects.get()).as("seed " + seed).isZero();
      assertThat(node.running().status().state()).isEqualTo(ListenerState.LISTENING);
    }
  }

  private static String poison(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> "";
      case 1 -> "x".repeat(7_999);
      case 2 -> Long.toString(random.nextLong());
      case 3 -> "9".repeat(random.nextInt(1, 400));
      case 4 -> "{\"epoch\":" + random.nextInt();
      case 5 -> "{}";
      default -> Integer.toString(random.nextInt(1, Integer.MAX_VALUE));
    };
  }
}
