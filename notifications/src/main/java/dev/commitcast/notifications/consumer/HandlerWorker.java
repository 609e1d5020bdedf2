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
import java.time.Duration;
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
  private long failed;
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
      failed = state.attemptsOf();
      failures = state.attempts();
      if (!state.retryIn().isZero()) {
        rest(state.retryIn().toNanos());
      }
    }
    replayAsked = state.toReplay();
  }

  @Override
  void forget() {
    hand.clear();
    seen = position();
  }

  @Override
  boolean step() throws InterruptedException {
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

  /** Takes what the feed has, up to a batch; false if the log's history has changed. */
  private boolean gather() {
    for (int i = 0; i < FRAMES_AT_A_TIME && hand.size() < attempts.most(); i++) {
      Frame frame = feed.poll();
      if (frame == null) {
        break;
      }
      if (frame instanceof ControlFrame control && control.isReset()) {
        historyHasChanged();
        return false;
      }
      Cursor at = WorkerPlace.of(frame);
      if (at != null && at.version() > seen.version()) {
        if (frame instanceof EncodedEvent event && isOfThisPartition(event)) {
          hand.add(event);
        }
        seen = at;
      }
    }
    if (hand.isEmpty() && seen.version() > position().version()) {
      place.moveTo(seen, 0);
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
    Cursor to = batch.size() == hand.size() ? seen : cursorOf(batch.get(batch.size() - 1));
    Verdict verdict;
    try {
      verdict = attempts.handle(lease(), deliveries(batch), place.saved(), to);
    } catch (LeaseLostException e) {
      findOut(e);
      return;
    } catch (InterruptedException e) {
      if (parts.threads().haveEnded()) {
        throw e;
      }
      // the handler's own affair: nobody has asked it to end
      notDone(batch, e);
      return;
    } catch (Exception | Error e) {
      notDone(batch, e);
      return;
    } finally {
      clearInterrupt();
    }
    follow(verdict, batch, to);
  }

  /** What a handler has left behind must not harm the statements that follow it. */
  private void clearInterrupt() {
    if (Thread.interrupted() && parts.threads().haveEnded()) {
      Thread.currentThread().interrupt();
    }
  }

  private int failuresOf(EncodedEvent event) {
    return event.version() == failed ? failures : 0;
  }

  private List<Delivery> deliveries(List<EncodedEvent> batch) {
    return batch.stream()
        .map(event -> delivery(event.event(), cursorOf(event), false, failuresOf(event) + 1))
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
        parts.metrics().handled(batch.size());
        if (attempts.movesCheckpoint()) {
          place.savedAt(to);
        } else {
          place.moveTo(to, batch.size());
          saveWhenDue();
        }
      }
      case RETRY -> tryLater(first, verdict.error());
      case PARK -> park(first, verdict.error());
      default -> {
        place.save();
        halt(about(first) + ": " + verdict.error());
      }
    }
  }

  private void notDone(List<EncodedEvent> batch, Throwable reason) {
    if (batch.size() > 1) {
      // one of them; the others need not suffer for it
      onlySinglesUntil = batch.get(batch.size() - 1).version();
    } else {
      failed(batch.get(0), reason);
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
    int times = failuresOf(event) + 1;
    if (times >= retries.maxAttempts()) {
      park(event, error);
      return;
    }
    try {
      place.save();
      Duration delay = retries.after(times);
      failures = parts.store().progress().retry(lease(), event.version(), delay, error);
      failed = event.version();
      parts.metrics().retried();
      rest(delay.toNanos());
    } catch (LeaseLostException e) {
      findOut(e);
    }
  }

  private void park(EncodedEvent event, String error) {
    try {
      place.save();
      parts.store().progress().park(lease(), cursorOf(event), error, failuresOf(event) + 1);
    } catch (LeaseLostException e) {
      // or the event was handled: its commit has happened although its answer was lost
      findOut(e);
      return;
    }
    LOG.log(Level.WARNING, about(event) + " is parked: " + error);
    parts.metrics().parked();
    hand.removeFirst();
    place.savedAt(cursorOf(event));
    if (hand.isEmpty() && seen.version() > position().version()) {
      place.moveTo(seen, 0);
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
    failed = state.attemptsOf();
    failures = state.attempts();
    rest(PAUSE_IN_DOUBT);
  }

  @Override
  void replay() throws InterruptedException {
    if (!replayAsked) {
      return;
    }
    replayAsked = false;
    for (ParkedEvents.Waiting parked : parts.store().parked().waiting(lease(), REPLAYS_AT_A_TIME)) {
      if (isFinishing() || !isTrusted()) {
        return;
      }
      try {
        replay(parked);
      } catch (LeaseLostException e) {
        // the lease; or the parked event: somebody has rewound before it, or a commit has happened
        // although its answer was lost
        if (readAgain().isEmpty()) {
          throw e;
        }
      }
    }
  }

  private void replay(ParkedEvents.Waiting parked) throws InterruptedException {
    long version = parked.cursor().version();
    List<RecordedEvent> found =
        parts.store().log().read(EventFilter.ALL, version - 1, ONE).events();
    String error =
        found.isEmpty() || found.get(0).version() != version
            ? "The log does not hold this event any more."
            : call(delivery(found.get(0), parked.cursor(), true, parked.attempts() + 1));
    if (error != null) {
      parts.store().progress().parkAgain(lease(), version, error);
    }
  }

  /** Answers why it failed; null if it did not. */
  private String call(Delivery replayed) throws InterruptedException {
    try {
      return attempts.replay(lease(), replayed).error();
    } catch (SubscriptionStoreException | LeaseLostException e) {
      throw e;
    } catch (InterruptedException e) {
      if (parts.threads().haveEnded()) {
        throw e;
      }
      return textOf(e);
    } catch (Exception | Error e) {
      parts.metrics().handlerFailed();
      return textOf(e);
    } finally {
      clearInterrupt();
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
