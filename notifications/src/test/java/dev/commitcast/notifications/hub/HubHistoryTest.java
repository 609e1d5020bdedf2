package dev.commitcast.notifications.hub;

import static dev.commitcast.notifications.hub.RunningHub.after;
import static dev.commitcast.notifications.hub.RunningHub.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node does that is not where its subscribers are, or whose log has changed. */
@Timeout(180)
class HubHistoryTest extends HubFixture {
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
      waitForControls(outlet, "resume", "fell-behind", "caught-up");
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
          .startsWith(
              "{\"outcome\":\"reset\",\"head\":\"2.15\",\"oldest\":\"2.0\",\"subscription\":\"node-");
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
            .startsWith(
                "{\"outcome\":\"reset\",\"head\":\"1.20\",\"oldest\":\"1.10\",\"subscription\":\"node-");
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
}
