package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.subscription.DeliveryToken;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.subscription.ParkedEvents;
import dev.commitcast.persistence.subscription.PartitionState;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends the events of one partition to a consumer elsewhere, a window of them at a time. Answers
 * are written to the database by whichever node gets them; this worker learns of them from there,
 * or at once if it was this node.
 */
final class StreamingWorker extends LeasedWorker {
  private static final PageLimit ONE = new PageLimit(1, 1);

  private final DeliverySink sink;
  private final int window;
  private final AtomicReference<Cursor> answered = new AtomicReference<>();

  private final NavigableSet<Long> unanswered = new TreeSet<>();
  private final Set<Long> replaying = new HashSet<>();
  // everything up to here is answered, unanswered, or not of this partition
  private Cursor seen;
  private int failures;
  private boolean replayAsked;
  private boolean begun;

  StreamingWorker(
      ConsumerParts parts,
      SubscriptionDefinition definition,
      PartitionLease lease,
      long safeUntil,
      WorkerOwner owner,
      DeliverySink sink,
      int window) {
    super(parts, definition, lease, safeUntil, owner);
    this.sink = sink;
    this.window = window;
  }

  /** An answer came to this node: everything up to here needs no other. */
  void answered(Cursor upTo) {
    answered.accumulateAndGet(upTo, (a, b) -> a == null || a.version() < b.version() ? b : a);
    wake();
  }

  @Override
  void read(PartitionState state) {
    if (!begun) {
      begun = true;
      failures = state.attempts();
      if (!state.retryIn().isZero()) {
        rest(state.retryIn().toNanos());
      }
    } else if (state.checkpoint().version() > saved().version()) {
      answeredUpTo(state.checkpoint());
    }
    replayAsked = state.toReplay() > 0;
    if (!replayAsked) {
      replaying.clear();
    }
  }

  private void answeredUpTo(Cursor place) {
    failures = 0;
    unanswered.headSet(place.version(), true).clear();
    if (place.version() > saved().version()) {
      savedAt(place);
    }
  }

  @Override
  void forget() {
    unanswered.clear();
    answered.set(null);
    seen = position();
  }

  @Override
  boolean step() {
    if (feed.isStopped()) {
      finish();
      return true;
    }
    if (replayAsked) {
      replayAsked = false;
      replayParked();
    }
    Cursor known = answered.getAndSet(null);
    if (known != null) {
      answeredUpTo(known);
    }
    if (!feed.open(seen)) {
      return false;
    }
    while (unanswered.size() < window && sink.hasRoom()) {
      Frame frame = feed.poll();
      if (frame == null) {
        break;
      }
      if (frame instanceof ControlFrame control && control.isReset()) {
        stopAsLost(seen);
        return true;
      }
      take(frame);
    }
    if (unanswered.isEmpty()) {
      if (seen.version() > position().version()) {
        moveTo(seen, 0);
      }
      saveWhenDue();
    }
    return false;
  }

  private void take(Frame frame) {
    Cursor place = frame instanceof EncodedEvent event ? cursorOf(event) : placeOf(frame);
    if (place == null || place.version() <= seen.version()) {
      return;
    }
    seen = place;
    if (frame instanceof EncodedEvent event && isOfThisPartition(event)) {
      int attempt = unanswered.isEmpty() ? failures + 1 : 1;
      unanswered.add(place.version());
      send(event.event(), place, false, attempt);
    }
  }

  private void send(RecordedEvent event, Cursor cursor, boolean parked, int attempt) {
    DeliveryToken token =
        new DeliveryToken(
            lease().partition(), lease().fence(), cursor.epoch(), cursor.version(), parked);
    sink.deliver(new Delivery(event, token, attempt));
    parts.metrics().handled(1);
  }

  private void replayParked() {
    for (ParkedEvents.Waiting parked : parts.store().parked().waiting(lease(), window)) {
      long version = parked.cursor().version();
      if (replaying.add(version)) {
        List<RecordedEvent> found =
            parts.store().log().read(EventFilter.ALL, version - 1, ONE).events();
        if (found.isEmpty() || found.get(0).version() != version) {
          parts
              .store()
              .progress()
              .parkAgain(lease(), version, "The log does not hold this event any more.");
        } else {
          send(found.get(0), parked.cursor(), true, parked.attempts() + 1);
        }
      }
    }
  }
}
