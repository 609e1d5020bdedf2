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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends the events of one partition to a consumer elsewhere, a window of them at a time. Answers
 * are written to the database by whichever node gets them; this worker learns of them from there,
 * or at once if it was this node. A consumer that answers nothing for too long has failed at the
 * first event that it has in hand; so has one that goes with it.
 */
final class StreamingWorker extends LeasedWorker {
  private static final PageLimit ONE = new PageLimit(1, 1);

  private final DeliveryAnswers answers;
  private final DeliverySink sink;
  private final int window;
  private final AtomicReference<Cursor> answered = new AtomicReference<>();

  private final NavigableMap<Long, Cursor> unanswered = new TreeMap<>();
  // parked events that were sent again, with the attempts they had before
  private final Map<Long, Integer> replaying = new HashMap<>();
  // everything up to here is answered, unanswered, or not of this partition
  private Cursor seen;
  private PartitionState begun;
  private long firstWaitsSince;
  private boolean replayAsked;
  private long drainedUntil;

  StreamingWorker(
      ConsumerParts parts,
      SubscriptionDefinition definition,
      PartitionLease lease,
      long safeUntil,
      WorkerOwner owner,
      DeliveryAnswers answers,
      DeliverySink sink,
      int window) {
    super(parts, definition, lease, safeUntil, owner);
    this.answers = answers;
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
    if (begun == null) {
      begun = state;
      if (!state.retryIn().isZero()) {
        rest(state.retryIn().toNanos());
      }
    } else if (state.checkpoint().version() > place.saved().version()) {
      answeredUpTo(state.checkpoint());
    }
    replayAsked = state.toReplay();
    if (!replayAsked) {
      replaying.clear();
    }
  }

  private void hearAnswers() {
    Cursor known = answered.getAndSet(null);
    if (known != null) {
      answeredUpTo(known);
    }
  }

  private void answeredUpTo(Cursor upTo) {
    unanswered.headMap(upTo.version(), true).clear();
    firstWaitsSince = parts.now();
    if (upTo.version() > place.saved().version()) {
      place.savedAt(upTo);
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
    hearAnswers();
    if (isOverdue()) {
      return isParked(
          "No answer came within " + parts.settings().answerTimeout() + " of its delivery.", false);
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
        historyHasChanged();
        return true;
      }
      take(frame);
    }
    if (unanswered.isEmpty()) {
      if (seen.version() > position().version()) {
        place.moveTo(seen, 0);
      }
      saveWhenDue();
    }
    return false;
  }

  private void take(Frame frame) {
    Cursor at = WorkerPlace.of(frame);
    if (at == null || at.version() <= seen.version()) {
      return;
    }
    seen = at;
    if (frame instanceof EncodedEvent event && isOfThisPartition(event)) {
      if (unanswered.isEmpty()) {
        firstWaitsSince = parts.now();
      }
      unanswered.put(at.version(), at);
      send(event.event(), at, false, begun.attemptsAt(at.version()) + 1);
    }
  }

  private void send(RecordedEvent event, Cursor cursor, boolean parked, int attempt) {
    DeliveryToken token =
        new DeliveryToken(
            lease().partition(), lease().fence(), cursor.epoch(), cursor.version(), parked);
    sink.deliver(new Delivery(event, token, attempt));
    parts.metrics().handled(1);
  }

  private boolean isOverdue() {
    return !unanswered.isEmpty()
        && parts.now() - firstWaitsSince >= parts.settings().answerTimeout().toNanos();
  }

  /**
   * The first event without an answer has failed. Unless it is parked now, the lease goes on under
   * another number, which is for another worker.
   */
  private boolean isParked(String why, boolean atOnce) {
    Cursor first = unanswered.firstEntry().getValue();
    boolean parked = answers.failed(definition, lease(), first, why, atOnce);
    if (parked) {
      answeredUpTo(first);
    } else {
      end(false);
    }
    return parked;
  }

  @Override
  boolean isDrained() {
    hearAnswers();
    if (unanswered.isEmpty()) {
      return true;
    }
    if (drainedUntil == 0) {
      long patience = parts.settings().lease().toNanos();
      drainedUntil = WorkerPlace.nonZero(parts.now() + patience);
      parts.threads().after(patience, this::wake);
    }
    return parts.now() - drainedUntil >= 0;
  }

  @Override
  void leftAlone() {
    hearAnswers();
    if (!unanswered.isEmpty()) {
      isParked("The consumer's connection ended before an answer came.", true);
    }
  }

  @Override
  void replay() {
    if (!replayAsked) {
      return;
    }
    replayAsked = false;
    List<ParkedEvents.Waiting> waiting = parts.store().parked().waiting(lease(), window);
    replaying.keySet().retainAll(waiting.stream().map(each -> each.cursor().version()).toList());
    for (ParkedEvents.Waiting parked : waiting) {
      Integer before = replaying.put(parked.cursor().version(), parked.attempts());
      // with other attempts it has failed meanwhile, and was asked for anew
      if (before == null || before != parked.attempts()) {
        replay(parked);
      }
    }
  }

  private void replay(ParkedEvents.Waiting parked) {
    long version = parked.cursor().version();
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
