package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.subscription.DeliveryToken;
import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.subscription.ParkedEvents;
import dev.commitcast.persistence.subscription.PartitionState;
import dev.commitcast.persistence.subscription.SubscriptionStoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls a handler of this application for the events of one partition, strictly in order. */
final class HandlerWorker extends LeasedWorker {
  private static final Logger LOG = System.getLogger(HandlerWorker.class.getName());
  private static final int FRAMES_AT_A_TIME = 1_000;
  private static final int REPLAYS_AT_A_TIME = 100;
  private static final PageLimit ONE = new PageLimit(1, 1);
  private static final long PAUSE_IN_DOUBT = TimeUnit.MILLISECONDS.toNanos(100);

  private final Attempts attempts;
  private final RetryPolicy retries;

  // in the order of the log: taken from the feed, not done yet
  private final Deque<EncodedEvent> hand = new ArrayDeque<>();
  // everything up to here is done or in the hand
  private Cursor seen;
  private int failures;
  private long onlySinglesUntil;
  private boolean replayAsked;
  private boolean begun;

  HandlerWorker(
      ConsumerParts parts,
      SubscriptionDefinition definition,
      PartitionLease lease,
      long safeUntil,
      WorkerOwner owner,
      Attempts attempts) {
    super(parts, definition, lease, safeUntil, owner);
    this.attempts = attempts;
    this.retries = definition.retries().orElse(parts.settings().retries());
  }

  @Override
  void read(PartitionState state) {
    if (!begun) {
      begun = true;
      failures = state.attempts();
      if (!state.retryIn().isZero()) {
        rest(state.retryIn().toNanos());
      }
    }
    replayAsked = state.toReplay() > 0;
  }

  @Override
  void forget() {
    hand.clear();
    seen = position();
  }

  @Override
  boolean step() throws InterruptedException {
    if (replayAsked) {
      replayAsked = false;
      replayParked();
      return true;
    }
    if (feed.isStopped()) {
      finish();
      return true;
    }
    if (hand.isEmpty()) {
      if (!feed.open(seen)) {
        return false;
      }
      if (!gather()) {
        return true;
      }
      if (hand.isEmpty()) {
        saveWhenDue();
        return false;
      }
    }
    handle();
    return true;
  }

  /** Takes what the feed has, up to a batch; false if the subscription had to stop. */
  private boolean gather() {
    for (int i = 0; i < FRAMES_AT_A_TIME && hand.size() < attempts.most(); i++) {
      Frame frame = feed.poll();
      if (frame == null) {
        break;
      }
      if (frame instanceof ControlFrame control && control.isReset()) {
        stopAsLost(seen);
        return false;
      }
      Cursor place = frame instanceof EncodedEvent event ? cursorOf(event) : placeOf(frame);
      if (place != null && place.version() > seen.version()) {
        if (frame instanceof EncodedEvent event && isOfThisPartition(event)) {
          hand.add(event);
        }
        seen = place;
      }
    }
    if (hand.isEmpty() && seen.version() > position().version()) {
      moveTo(seen, 0);
    }
    return true;
  }

  private void handle() throws InterruptedException {
    List<EncodedEvent> batch = new ArrayList<>();
    for (EncodedEvent event : hand) {
      if (!batch.isEmpty() && event.version() <= onlySinglesUntil) {
        break;
      }
      batch.add(event);
    }
    EncodedEvent first = batch.get(0);
    Cursor to = batch.size() == hand.size() ? seen : cursorOf(batch.get(batch.size() - 1));
    Verdict verdict;
    try {
      verdict = attempts.handle(lease(), deliveries(batch), saved(), to);
    } catch (LeaseLostException e) {
      findOut(e);
      return;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | Error e) {
      if (batch.size() > 1) {
        // one of them; the others need not suffer for it
        onlySinglesUntil = batch.get(batch.size() - 1).version();
        return;
      }
      failed(first, e);
      return;
    }
    follow(verdict, batch, to);
  }

  private List<Delivery> deliveries(List<EncodedEvent> batch) {
    return batch.stream()
        .map(event -> delivery(event.event(), cursorOf(event), false, failures + 1))
        .toList();
  }

  private Delivery delivery(RecordedEvent event, Cursor cursor, boolean replayed, int attempt) {
    return new Delivery(
        event,
        new DeliveryToken(
            lease().partition(), lease().fence(), cursor.epoch(), cursor.version(), replayed),
        attempt);
  }

  private void follow(Verdict verdict, List<EncodedEvent> batch, Cursor to) {
    EncodedEvent first = batch.get(0);
    switch (verdict.action()) {
      case ACK, SKIP -> {
        if (verdict.action() == Verdict.Action.SKIP) {
          LOG.log(Level.WARNING, about(first) + " is skipped: " + verdict.error());
        }
        for (int i = 0; i < batch.size(); i++) {
          hand.removeFirst();
        }
        failures = 0;
        parts.metrics().handled(batch.size());
        if (attempts.movesCheckpoint()) {
          savedAt(to);
        } else {
          moveTo(to, batch.size());
          saveWhenDue();
        }
      }
      case RETRY -> tryLater(first, verdict.error());
      case PARK -> park(first, verdict.error());
      default -> stop(about(first) + ": " + verdict.error());
    }
  }

  private void failed(EncodedEvent event, Throwable reason) {
    parts.metrics().handlerFailed();
    LOG.log(
        Level.WARNING,
        "The handler of " + definition.name() + " failed at " + about(event),
        reason);
    tryLater(event, textOf(reason));
  }

  private void tryLater(EncodedEvent event, String error) {
    try {
      save();
      if (failures + 1 >= retries.maxAttempts()) {
        park(event, error);
        return;
      }
      long delay = retries.after(failures + 1).toNanos();
      failures =
          parts
              .store()
              .progress()
              .retry(lease(), event.version(), retries.after(failures + 1), error);
      parts.metrics().retried();
      rest(delay);
    } catch (LeaseLostException e) {
      findOut(e);
    }
  }

  private void park(EncodedEvent event, String error) {
    parts.store().progress().park(lease(), cursorOf(event), error, failures + 1);
    LOG.log(Level.WARNING, about(event) + " is parked: " + error);
    parts.metrics().parked();
    hand.removeFirst();
    failures = 0;
    savedAt(cursorOf(event));
    if (hand.isEmpty() && seen.version() > position().version()) {
      moveTo(seen, 0);
    }
  }

  /**
   * A write has not found the checkpoint where this worker thought it was. Either the lease is
   * lost, or an earlier transaction was committed although its answer did not arrive.
   */
  private void findOut(LeaseLostException reason) {
    PartitionState state = readAgain().orElseThrow(() -> reason);
    LOG.log(Level.INFO, "The lease " + lease() + " stands; its checkpoint is read anew.");
    standAt(state.checkpoint());
    failures = state.attempts();
    rest(PAUSE_IN_DOUBT);
  }

  private void replayParked() throws InterruptedException {
    for (ParkedEvents.Waiting parked : parts.store().parked().waiting(lease(), REPLAYS_AT_A_TIME)) {
      if (isFinishing()) {
        return;
      }
      replay(parked);
    }
  }

  private void replay(ParkedEvents.Waiting parked) throws InterruptedException {
    long version = parked.cursor().version();
    String error;
    try {
      List<RecordedEvent> found =
          parts.store().log().read(EventFilter.ALL, version - 1, ONE).events();
      if (found.isEmpty() || found.get(0).version() != version) {
        error = "The log does not hold this event any more.";
      } else {
        Verdict verdict =
            attempts.replay(
                lease(), delivery(found.get(0), parked.cursor(), true, parked.attempts() + 1));
        error = verdict.error();
      }
    } catch (InterruptedException | SubscriptionStoreException e) {
      throw e;
    } catch (LeaseLostException e) {
      // the lease, or the parked event: somebody has rewound before it
      if (readAgain().isEmpty()) {
        throw e;
      }
      return;
    } catch (Exception | Error e) {
      parts.metrics().handlerFailed();
      error = textOf(e);
    }
    if (error != null) {
      parts.store().progress().parkAgain(lease(), version, error);
    }
  }

  private static String about(EncodedEvent event) {
    return "event " + event.version() + " of " + event.event().stream();
  }

  private static String textOf(Throwable reason) {
    String message = reason.getMessage();
    return message == null
        ? reason.getClass().getName()
        : reason.getClass().getSimpleName() + ": " + message;
  }
}
