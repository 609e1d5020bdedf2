package dev.commitcast.notifications.hub;

import static dev.commitcast.notifications.hub.RunningHub.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.EventFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How subscriptions and the hub itself end. */
@Timeout(180)
class HubEndTest extends HubFixture {
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
}
