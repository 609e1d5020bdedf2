package dev.commitcast.notifications.listener;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.metrics.ListenerMetrics;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Passes on what was read and tells where this node stands. Owned by the listener's thread. */
final class HandOver {
  private final BatchObservers observers;
  private final ListenerMetrics metrics;
  private final ListenerStatus status;
  private final Journal journal;
  private final Clock clock;

  HandOver(
      BatchObservers observers,
      ListenerMetrics metrics,
      ListenerStatus status,
      Journal journal,
      Clock clock) {
    this.observers = observers;
    this.metrics = metrics;
    this.status = status;
    this.journal = journal;
    this.clock = clock;
  }

  /** An empty batch: observers learn where this node stands although there was nothing to read. */
  void tell(Position position) {
    observers.receive(
        new EventBatch(List.of(), position.epoch(), position.version(), EventBatch.CATCH_UP));
  }

  /** Where reading goes on in a log that may have lost its end since; observers are told if so. */
  Position rejoin(Position last, LogState state) {
    Position now = last.in(state);
    if (now.epoch() != last.epoch() || now.version() != last.version()) {
      journal.warn(
          "log_recovered",
          Map.of(
              "epochBefore", last.epoch(),
              "versionBefore", last.version(),
              "epoch", now.epoch(),
              "version", now.version(),
              "meaning", "A failover or recovery began a new epoch; reading goes on from there."));
      tell(now);
    }
    return now;
  }

  /**
   * Hands one page to the observers.
   *
   * @param page at least one event
   * @param position where reading stood before it
   * @param target the newest version that is known
   * @return where reading stands behind it
   */
  Position pass(LogPage page, Position position, long target, String source) {
    List<RecordedEvent> events = page.events();
    Instant receivedAt = clock.instant();
    position.reportGapBefore(events.get(0).version(), journal);
    Position now = position.through(page.through());
    long newest = Math.max(target, now.version());
    status.at(now, newest);
    observers.receive(new EventBatch(events, now.epoch(), newest, source));
    // once: they are handed over together
    Instant handedOverAt = clock.instant();
    for (RecordedEvent event : events) {
      metrics.received(event, receivedAt);
      metrics.eventLatency(Duration.between(event.at(), handedOverAt));
    }
    if (journal.prints(Level.DEBUG)) {
      journal.debug(
          "notification_received",
          Map.of("source", source, "events", events.size(), "through", page.through()));
    }
    return now;
  }
}
