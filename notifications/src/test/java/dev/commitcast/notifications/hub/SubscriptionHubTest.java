package dev.commitcast.notifications.hub;

import static dev.commitcast.notifications.hub.RunningHub.after;
import static dev.commitcast.notifications.hub.RunningHub.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who receives what, one behaviour each, on a log in memory. */
@Timeout(180)
class SubscriptionHubTest extends HubFixture {
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
          .startsWith(
              "{\"outcome\":\"live\",\"missed\":0,\"head\":\"1.5\",\"subscription\":\"node-");
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
          .startsWith(
              "{\"outcome\":\"replaying\",\"missed\":10,\"head\":\"1.20\",\"subscription\":\"node-");
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
}
