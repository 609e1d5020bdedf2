package dev.commitcast.notifications.hub;

import static dev.commitcast.notifications.hub.RunningHub.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.RecordedEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** A log in memory, and hubs that have read it. */
abstract class HubFixture {
  final MemoryLog log = new MemoryLog();

  final RunningHub begun(RunningHub.Settings settings, long head) {
    return begun(settings, head, null);
  }

  final RunningHub begun(RunningHub.Settings settings, long head, AtomicLong time) {
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

  final void append(RunningHub node, long first, long last) {
    List<RecordedEvent> events = TestEvents.events(first, last);
    log.append(events);
    node.publish(events);
  }

  static void waitForVersions(RecordingOutlet outlet, long first, long last) {
    List<Long> expected = LongStream.rangeClosed(first, last).boxed().toList();
    await().untilAsserted(() -> assertThat(outlet.versions()).isEqualTo(expected));
    assertThat(outlet.fault()).isNull();
  }

  static void waitForControls(RecordingOutlet outlet, String... names) {
    await().untilAsserted(() -> assertThat(outlet.controls()).containsExactly(names));
  }
}
