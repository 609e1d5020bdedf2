package dev.commitcast.notifications.hub;

import static dev.commitcast.notifications.hub.RunningHub.after;
import static dev.commitcast.notifications.hub.RunningHub.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One behaviour each, on a log in memory. */
@Timeout(60)
class SubscriptionHubTest {
  private final MemoryLog log = new MemoryLog();

  @Test
  void refusesSubscribersUntilTheLogHasBeenRead() throws Exception {
    try (RunningHub node = new RunningHub(settings().build(), log)) {
      assertThatThrownBy(() -> node.subscribe(new RecordingOutlet(), new StartFrom.Now()))
          .isInstanceOf(HubUnavailableException.class)
          .hasMessageContaining("not reached the database");
    }
  }

  @Test
  void sendsWhatComesAfterNow() throws Exception {
    try (RunningHub node = begun(settings(), 5)) {
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, new StartFrom.Now());
      waitForControls(outlet, "resume");

      append(node, 6, 8);

      waitForVersions(outlet, 6, 8);
      assertThat(outlet.frames().get(0)).isInstanceOf(Greeting.class);
      assertThat(outlet.control("resume").json())
          .isEqualTo("{\"outcome\":\"live\",\"missed\":0,\"head\":\"1.5\"}");
      assertThat(outlet.controls()).containsExactly("resume");
    }
  }

  @Test
  void replaysFromMemoryWithoutAskingTheLog() throws Exception {
    try (RunningHub node = begun(settings(), 1)) {
      append(node, 2, 20);
      log.failWhile(() -> true);
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, after(10));

      waitForVersions(outlet, 11, 20);
      waitForControls(outlet, "resume", "caught-up");
      assertThat(outlet.control("resume").json())
          .isEqualTo("{\"outcome\":\"replaying\",\"missed\":10,\"head\":\"1.20\"}");
      assertThat(outlet.control("resume").cursor()).isEqualTo(new Cursor(1, 10));
      assertThat(outlet.control("caught-up").cursor()).isEqualTo(new Cursor(1, 20));
    }
  }

  @Test
  void replaysFromTheLogWhatIsNotInMemory() throws Exception {
    log.append(TestEvents.events(1, 300));
    try (RunningHub node = begun(settings().ring(0), 300)) {
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, new StartFrom.Beginning());

      waitForVersions(outlet, 1, 300);
      waitForControls(outlet, "resume", "caught-up");
      append(node, 301, 303);
      waitForVersions(outlet, 1, 303);
    }
  }

  @Test
  void aSlowSubscriberHoldsUpNobodyAndGetsEverythingFromTheLog() throws Exception {
    try (RunningHub node = begun(settings().outbox(4_096, 8).ring(4_096), 1)) {
      RecordingOutlet slow = new RecordingOutlet();
      RecordingOutlet quick = new RecordingOutlet();
      Subscription sleeper = node.subscribe(slow, new StartFrom.Now());
      node.subscribe(quick, new StartFrom.Now());
      waitForControls(slow, "resume");
      waitForControls(quick, "resume");
      append(node, 2, 2);
      waitForVersions(slow, 2, 2);
      slow.ready(false);

      for (int i = 3; i <= 400; i++) {
        append(node, i, i);
      }
      waitForVersions(quick, 2, 400);
      assertThat(slow.versions()).containsExactly(2L);
      assertThat(node.metrics.fellBehind).hasValueGreaterThanOrEqualTo(1);

      slow.ready(true);
      sleeper.pump();
      waitForVersions(slow, 2, 400);
      waitForControls(slow, "resume", "fell-behind", "caught-up");
      assertThat(slow.control("fell-behind").cursor()).isNull();
    }
  }

  @Test
  void anEventLargerThanTheOutboxStillComes() throws Exception {
    try (RunningHub node = begun(settings().outbox(1_024, 2).ring(0), 1)) {
      RecordingOutlet outlet = new RecordingOutlet();
      Subscription subscription = node.subscribe(outlet, new StartFrom.Now());
      waitForControls(outlet, "resume");
      outlet.ready(false);
      List<RecordedEvent> large =
          LongStream.rangeClosed(2, 6).mapToObj(v -> TestEvents.large(v, 1 << 20)).toList();
      log.append(large);
      node.publish(large);
      await().until(() -> node.metrics.fellBehind.get() == 1);

      outlet.ready(true);
      subscription.pump();
      waitForVersions(outlet, 2, 6);
    }
  }

  @Test
  void whatIsReadForSlowReplayersStaysWithinTheBudget() throws Exception {
    log.append(LongStream.rangeClosed(1, 40).mapToObj(v -> TestEvents.large(v, 200_000)).toList());
    try (RunningHub node =
        begun(settings().outbox(1 << 20, 100).ring(0).replayBytes(1 << 20), 40)) {
      List<RecordingOutlet> outlets = new ArrayList<>();
      List<Subscription> subscriptions = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        RecordingOutlet outlet = new RecordingOutlet(true);
        subscriptions.add(node.subscribe(outlet, new StartFrom.Beginning()));
        outlets.add(outlet);
      }
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                // two readers may each exceed the bound by what they have just read
                assertThat(node.replay.budget().used()).isLessThan((1 << 20) + 2 * 401_000);
                for (int i = 0; i < outlets.size(); i++) {
                  outlets.get(i).ready(true);
                  subscriptions.get(i).pump();
                }
                return outlets.stream().allMatch(each -> each.versions().size() == 40);
              });
      outlets.forEach(outlet -> waitForVersions(outlet, 1, 40));
      subscriptions.forEach(each -> each.close(CloseReason.DONE));
      await().until(() -> node.hub.openSubscriptions() == 0);
      assertThat(node.replay.budget().used()).isZero();
    }
  }

  @Test
  void aClientThatTakesNothingIsClosedAfterTheLimit() throws Exception {
    AtomicLong time = new AtomicLong(-5);
    try (RunningHub node = begun(settings(), 1, time)) {
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, new StartFrom.Now());
      waitForControls(outlet, "resume");
      outlet.ready(false);
      append(node, 2, 2);
      append(node, 3, 3);
      // with the second batch begun, the first has met the outlet
      await().until(() -> node.hub.head().version() == 3);
      time.addAndGet(TimeUnit.SECONDS.toNanos(29));
      await().during(Duration.ofMillis(600)).until(() -> outlet.closed() == null);

      time.addAndGet(TimeUnit.SECONDS.toNanos(2));
      await().until(() -> outlet.closed() == CloseReason.STALLED);
      assertThat(node.hub.openSubscriptions()).isZero();
    }
  }

  @Test
  void aDeadClientOfAQuietSubscriptionIsFoundByItsHeartbeat() throws Exception {
    AtomicLong time = new AtomicLong();
    try (RunningHub node = begun(settings(), 1, time)) {
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, new StartFrom.Now());
      waitForControls(outlet, "resume");
      outlet.ready(false);
      for (int i = 0; i < 4 && outlet.closed() == null; i++) {
        time.addAndGet(TimeUnit.SECONDS.toNanos(16));
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
      }
      assertThat(outlet.closed()).isEqualTo(CloseReason.STALLED);
    }
  }

  @Test
  void anOutageOfTheLogIsNoStallAndEndsNoSubscription() throws Exception {
    AtomicLong time = new AtomicLong();
    AtomicBoolean away = new AtomicBoolean();
    log.append(TestEvents.events(1, 10));
    log.failWhile(away::get);
    try (RunningHub node = begun(settings().ring(0), 10, time)) {
      away.set(true);
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, new StartFrom.Beginning());
      for (int i = 0; i < 5; i++) {
        time.addAndGet(TimeUnit.SECONDS.toNanos(20));
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      }
      assertThat(outlet.closed()).isNull();
      assertThat(outlet.versions()).isEmpty();
      assertThat(outlet.frames()).anyMatch(frame -> frame.equals(new Heartbeat(null)));

      away.set(false);
      await()
          .until(
              () -> {
                time.addAndGet(TimeUnit.SECONDS.toNanos(1));
                return outlet.versions().size() == 10;
              });
    }
  }

  @Test
  void anOutageInTheMidstOfAReplayIsNoStallEither() throws Exception {
    AtomicLong time = new AtomicLong();
    AtomicBoolean away = new AtomicBoolean();
    log.append(TestEvents.events(1, 100));
    log.failWhile(away::get);
    try (RunningHub node = begun(settings().ring(0).outbox(4_096, 100), 100, time)) {
      RecordingOutlet outlet = new RecordingOutlet();
      outlet.ready(false);
      Subscription subscription = node.subscribe(outlet, new StartFrom.Beginning());
      await().until(() -> subscription.state() == Subscription.State.REPLAYING);
      append(node, 101, 101);
      away.set(true);
      outlet.ready(true);
      subscription.pump();
      for (int i = 0; i < 4; i++) {
        time.addAndGet(TimeUnit.SECONDS.toNanos(20));
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      }
      assertThat(outlet.closed()).isNull();

      away.set(false);
      await()
          .until(
              () -> {
                time.addAndGet(TimeUnit.SECONDS.toNanos(1));
                return outlet.versions().size() == 101;
              });
    }
  }

  @Test
  void heartbeatsMoveAQuietSubscribersCursorOn() throws Exception {
    AtomicLong time = new AtomicLong();
    try (RunningHub node = begun(settings(), 1, time)) {
      RecordingOutlet outlet = new RecordingOutlet();
      EventFilter nothing = new EventFilter(Set.of("never"), Set.of(), Set.of(), Set.of());
      node.subscribe(outlet, nothing, new StartFrom.Now());
      waitForControls(outlet, "resume");
      append(node, 2, 90);
      await().until(() -> node.hub.head().version() == 90);
      time.addAndGet(TimeUnit.SECONDS.toNanos(16));
      await().until(() -> outlet.frames().contains(new Heartbeat(new Cursor(1, 90))));
      assertThat(outlet.versions()).isEmpty();
    }
  }

  @Test
  void aCursorAheadOfThisNodeIsHonouredWithoutRepeatingOrSteppingBack() throws Exception {
    AtomicLong time = new AtomicLong();
    log.append(TestEvents.events(1, 12));
    try (RunningHub node = begun(settings(), 10, time)) {
      RecordingOutlet ahead = new RecordingOutlet();
      RecordingOutlet behind = new RecordingOutlet();
      node.subscribe(ahead, after(12));
      node.subscribe(behind, after(5));
      waitForControls(ahead, "resume");
      waitForControls(behind, "resume", "caught-up");
      assertThat(ahead.control("resume").cursor()).isEqualTo(new Cursor(1, 12));
      waitForVersions(behind, 6, 12);
      assertThat(behind.control("caught-up").cursor()).isEqualTo(new Cursor(1, 12));
      time.addAndGet(TimeUnit.SECONDS.toNanos(16));
      await().until(() -> ahead.frames().contains(new Heartbeat(new Cursor(1, 12))));

      node.publish(TestEvents.events(11, 12));
      append(node, 13, 15);
      waitForVersions(ahead, 13, 15);
      waitForVersions(behind, 6, 15);
    }
  }

  @Test
  void oneAheadOfThisNodeThatFallsBehindGetsNothingTwice() throws Exception {
    log.append(TestEvents.events(1, 12));
    try (RunningHub node = begun(settings(), 10)) {
      RecordingOutlet ahead = new RecordingOutlet();
      node.subscribe(ahead, after(12));
      waitForControls(ahead, "resume");
      log.append(TestEvents.events(13, 14));
      // a gap sends everybody to the log
      node.publish(List.of(TestEvents.event(12)));
      waitForControls(ahead, "resume", "fell-behind", "caught-up");
      node.publish(TestEvents.events(13, 14));
      waitForVersions(ahead, 13, 14);
    }
  }

  @Test
  void aGapInTheBatchesIsFilledFromTheLog() throws Exception {
    try (RunningHub node = begun(settings(), 1)) {
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, new StartFrom.Now());
      waitForControls(outlet, "resume");
      append(node, 2, 3);
      log.append(TestEvents.events(4, 9));
      append(node, 10, 12);
      waitForVersions(outlet, 2, 12);
      assertThat(outlet.controls()).containsExactly("resume", "fell-behind", "caught-up");
    }
  }

  @Test
  void batchesThatRepeatAreSkipped() throws Exception {
    try (RunningHub node = begun(settings(), 1)) {
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, new StartFrom.Now());
      waitForControls(outlet, "resume");
      append(node, 2, 6);
      node.publish(TestEvents.events(4, 6));
      node.publish(List.of(), 1, 6);
      append(node, 7, 7);
      waitForVersions(outlet, 2, 7);
      assertThat(outlet.closed()).isNull();
    }
  }

  @Test
  void aLogThatHasGoneBackClosesEverybodyAndResetsTheirCursors() throws Exception {
    log.append(TestEvents.events(1, 20));
    try (RunningHub node = begun(settings(), 20)) {
      RecordingOutlet before = new RecordingOutlet();
      node.subscribe(before, new StartFrom.Now());
      waitForControls(before, "resume");
      log.beginEpoch(16);
      node.publish(List.of(), 2, 15);
      await().until(() -> before.closed() == CloseReason.LOG_RESET);

      RecordingOutlet afterwards = new RecordingOutlet();
      node.subscribe(afterwards, new StartFrom.After(before.lastId()));
      waitForControls(afterwards, "resume");
      assertThat(afterwards.control("resume").json())
          .isEqualTo("{\"outcome\":\"reset\",\"head\":\"2.15\",\"oldest\":\"2.0\"}");
      log.append(TestEvents.events(16, 17));
      node.publish(TestEvents.events(16, 17), 2, 17);
      waitForVersions(afterwards, 16, 17);
    }
  }

  @Test
  void otherEventsUnderTheSameVersionsAreAnotherHistory() throws Exception {
    try (RunningHub node = begun(settings(), 1)) {
      RecordingOutlet outlet = new RecordingOutlet();
      node.subscribe(outlet, new StartFrom.Now());
      waitForControls(outlet, "resume");
      append(node, 2, 6);
      RecordedEvent other = TestEvents.event(5);
      node.publish(
          List.of(
              new RecordedEvent(
                  5,
                  "another",
                  other.stream(),
                  other.streamVersion(),
                  other.type(),
                  other.room(),
                  other.data(),
                  null,
                  other.at(),
                  other.tx(),
                  true,
                  false,
                  other.bytes())),
          1,
          7);
      await().until(() -> outlet.closed() == CloseReason.LOG_RESET);
    }
  }

  @Test
  void tooOldAndForeignCursorsAreReset() throws Exception {
    log.append(TestEvents.events(1, 20));
    log.expireBelow(11);
    try (RunningHub node = begun(settings(), 20)) {
      for (Cursor cursor : List.of(new Cursor(1, 9), new Cursor(7, 15), new Cursor(1, 21))) {
        RecordingOutlet outlet = new RecordingOutlet();
        node.subscribe(outlet, new StartFrom.After(cursor));
        waitForControls(outlet, "resume");
        assertThat(outlet.control("resume").json())
            .isEqualTo("{\"outcome\":\"reset\",\"head\":\"1.20\",\"oldest\":\"1.10\"}");
      }
      RecordingOutlet oldest = new RecordingOutlet();
      node.subscribe(oldest, after(10));
      waitForVersions(oldest, 11, 20);
    }
  }

  @Test
  void eventsRemovedInTheMidstOfAReplayEndItWithAReset() throws Exception {
    log.append(TestEvents.events(1, 200));
    try (RunningHub node = begun(settings().outbox(4_096, 10).ring(0), 200)) {
      RecordingOutlet outlet = new RecordingOutlet();
      outlet.ready(false);
      Subscription subscription = node.subscribe(outlet, new StartFrom.Beginning());
      await().until(() -> subscription.state() == Subscription.State.REPLAYING);
      log.expireBelow(150);
      outlet.ready(true);
      subscription.pump();
      await().until(() -> outlet.closed() == CloseReason.LOG_RESET);

      RecordingOutlet again = new RecordingOutlet();
      node.subscribe(again, new StartFrom.After(outlet.lastId()));
      waitForControls(again, "resume");
      assertThat(again.control("resume").json()).contains("\"outcome\":\"reset\"");
    }
  }

  @Test
  void takesNoMoreSubscriptionsThanAllowed() throws Exception {
    try (RunningHub node = begun(settings().maxSubscriptions(2), 1)) {
      Subscription first = node.subscribe(new RecordingOutlet(), new StartFrom.Now());
      node.subscribe(new RecordingOutlet(), new StartFrom.Now());
      assertThatThrownBy(() -> node.subscribe(new RecordingOutlet(), new StartFrom.Now()))
          .isInstanceOf(HubUnavailableException.class)
          .hasMessageContaining("2 subscriptions");
      first.close(CloseReason.DONE);
      first.close(CloseReason.DONE);
      assertThat(node.hub.openSubscriptions()).isEqualTo(1);
      node.subscribe(new RecordingOutlet(), new StartFrom.Now());
    }
  }

  @Test
  void brokenAndThrowingOutletsEndOnlyThemselves() throws Exception {
    try (RunningHub node = begun(settings(), 1)) {
      RecordingOutlet well = new RecordingOutlet();
      RecordingOutlet broken = new RecordingOutlet();
      node.subscribe(broken, new StartFrom.Now());
      Subscription mad =
          node.hub.subscribe(
              new SubscriptionRequest(EventFilter.ALL, new StartFrom.Now(), false),
              new Outlet() {
                @Override
                public boolean isReady() {
                  throw new AssertionError("mad");
                }

                @Override
                public void send(List<Frame> frames) {}

                @Override
                public void close(CloseReason reason) {
                  throw new IllegalStateException("mad to the end");
                }
              });
      node.subscribe(well, new StartFrom.Now());
      waitForControls(well, "resume");
      waitForControls(broken, "resume");
      broken.breakNow();
      append(node, 2, 4);
      waitForVersions(well, 2, 4);
      await().until(() -> node.hub.openSubscriptions() == 1);
      assertThat(mad.isClosed()).isTrue();
      assertThat(broken.closed()).isEqualTo(CloseReason.CLIENT_GONE);
    }
  }

  @Test
  void tellsEverybodyToComeBackLaterWhenItStops() throws Exception {
    try (RunningHub node = begun(settings(), 1)) {
      RecordingOutlet ready = new RecordingOutlet();
      RecordingOutlet late = new RecordingOutlet();
      RecordingOutlet never = new RecordingOutlet();
      node.subscribe(ready, new StartFrom.Now());
      Subscription slow = node.subscribe(late, new StartFrom.Now());
      node.subscribe(never, new StartFrom.Now());
      waitForControls(ready, "resume");
      waitForControls(late, "resume");
      waitForControls(never, "resume");
      late.ready(false);
      never.ready(false);
      node.hub.stop();
      await().until(() -> ready.closed() == CloseReason.DRAINED);
      late.ready(true);
      slow.pump();

      assertThat(node.stop()).isTrue();
      assertThat(ready.control("drain").retry())
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
      assertThat(late.controls()).endsWith("drain");
      assertThat(never.closed()).isEqualTo(CloseReason.DRAINED);
      assertThat(node.hub.openSubscriptions()).isZero();
      assertThatThrownBy(() -> node.subscribe(new RecordingOutlet(), new StartFrom.Now()))
          .isInstanceOf(HubUnavailableException.class);
      for (int i = 0; i < 20; i++) {
        node.publish(List.of(), 1, 1);
      }
    }
  }

  @Test
  void whoeverSubscribesWhileItStopsIsRefusedOrClosed() throws Exception {
    for (int round = 0; round < 40; round++) {
      RunningHub node = begun(settings(), 1);
      List<RecordingOutlet> outlets = new ArrayList<>();
      Thread subscriber =
          new Thread(
              () -> {
                try {
                  while (true) {
                    RecordingOutlet outlet = new RecordingOutlet();
                    node.subscribe(outlet, new StartFrom.Now());
                    outlets.add(outlet);
                  }
                } catch (HubUnavailableException expected) {
                  // the end of this race, whoever won it
                }
              });
      subscriber.start();
      node.interrupt();
      node.hub.stop();
      subscriber.join();
      node.close();
      assertThat(outlets).as("round %d", round).allMatch(each -> each.closed() != null);
      assertThat(outlets).allMatch(each -> each.fault() == null);
      assertThat(node.hub.openSubscriptions()).isZero();
      assertThat(node.metrics.closed).hasValue(node.metrics.opened.get());
    }
  }

  private RunningHub begun(RunningHub.Settings settings, long head) {
    return begun(settings, head, null);
  }

  private RunningHub begun(RunningHub.Settings settings, long head, AtomicLong time) {
    if (log.state().head() == 0) {
      log.append(TestEvents.events(1, head));
    }
    RunningHub node = new RunningHub(settings.build(), log, time);
    node.publish(List.of(), 1, head);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> node.hub.head() != null);
    return node;
  }

  private void append(RunningHub node, long first, long last) {
    List<RecordedEvent> events = TestEvents.events(first, last);
    log.append(events);
    node.publish(events);
  }

  private static void waitForVersions(RecordingOutlet outlet, long first, long last) {
    List<Long> expected = LongStream.rangeClosed(first, last).boxed().toList();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(outlet.versions()).isEqualTo(expected));
    assertThat(outlet.fault()).isNull();
  }

  private static void waitForControls(RecordingOutlet outlet, String... names) {
    await().untilAsserted(() -> assertThat(outlet.controls()).containsExactly(names));
  }
}
