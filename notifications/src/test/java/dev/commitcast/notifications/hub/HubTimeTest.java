package dev.commitcast.notifications.hub;

import static dev.commitcast.notifications.hub.RunningHub.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What time brings about, by a clock that the test moves. */
@Timeout(180)
class HubTimeTest extends HubFixture {
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
      await().until(() -> node.hub.openSubscriptions() == 0);
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
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> {
                time.addAndGet(TimeUnit.SECONDS.toNanos(16));
                return outlet.closed() == CloseReason.STALLED;
              });
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
}
