package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.notifications.hub.Replay.Resumption;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The way of a subscription from its arrival, over what it has missed, to the live ones: from the
 * ring if that reaches back far enough, from the log otherwise. Owned by the hub's thread; what
 * readers of the log answer comes back to it as a task.
 */
final class CatchUp {
  private static final long PAUSE_AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);

  private final Fanout fanout;
  private final Replay replay;
  private final HubMetrics metrics;
  private final LongSupplier nanoTime;
  private final Executor onHub;

  CatchUp(Fanout fanout, Replay replay, HubMetrics metrics, LongSupplier nanoTime, Executor onHub) {
    this.fanout = fanout;
    this.replay = replay;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.onHub = onHub;
  }

  void attach(Subscription subscription) {
    fanout.toWrite(subscription);
    if (!fanout.follow(subscription)) {
      // the client comes again with what it is granted by then, when its greeting says
      subscription.closeAfter(new Heartbeat(null), CloseReason.LOG_RESET);
      return;
    }
    StartFrom start = subscription.request().start();
    if (start instanceof StartFrom.Now) {
      resume(subscription, new Resumption.Live(fanout.head()));
    } else if (start instanceof StartFrom.After after && isInMemory(after.cursor())) {
      resumeFromMemory(subscription, after.cursor());
    } else {
      resumeFromLog(subscription);
    }
  }

  private boolean isInMemory(Cursor cursor) {
    Cursor head = fanout.head();
    return cursor.epoch() == head.epoch()
        && cursor.version() <= head.version()
        && fanout.coversAfter(cursor.version());
  }

  private void resumeFromMemory(Subscription subscription, Cursor cursor) {
    long missed = 0;
    for (Iterator<EncodedEvent> events = fanout.after(cursor.version()); events.hasNext(); ) {
      if (subscription.matches(events.next().event())) {
        missed++;
      }
    }
    resume(
        subscription,
        missed == 0
            ? new Resumption.Live(fanout.head())
            : new Resumption.Replaying(cursor, OptionalLong.of(missed), fanout.head()));
  }

  private void resumeFromLog(Subscription subscription) {
    replay.resume(
        subscription.request(),
        fanout.head(),
        resumption -> onHub.execute(() -> resume(subscription, resumption)),
        () -> onHub.execute(() -> retryLater(subscription)));
  }

  private void resume(Subscription subscription, Resumption resumption) {
    if (subscription.isClosed()) {
      return;
    }
    metrics.resumed(resumption.outcome());
    fanout.toWrite(subscription);
    if (resumption instanceof Resumption.Replaying missed) {
      subscription.control(
          ControlFrame.replaying(missed.from(), missed.missed(), missed.head()).of(subscription));
      subscription.replayAfter(missed.from().version(), true);
    } else if (resumption instanceof Resumption.Reset reset) {
      // from where this node stands: everything up to there is in what the client reloads
      subscription.control(ControlFrame.reset(fanout.head(), reset.oldest()).of(subscription));
      subscription.replayAfter(fanout.head().version(), false);
    } else {
      subscription.control(ControlFrame.live(resumption.head()).of(subscription));
      subscription.replayAfter(resumption.head().version(), false);
    }
  }

  /** Fills the empty outbox of one that replays, or lets it go live if there is nothing more. */
  void fetch(Subscription subscription) {
    if (!subscription.wantsPage()) {
      return;
    }
    if (!fanout.coversAfter(subscription.position())) {
      fetchFromLog(subscription);
      return;
    }
    int replayed = 0;
    boolean full = false;
    Iterator<EncodedEvent> events = fanout.after(subscription.position());
    while (!full && events.hasNext()) {
      EncodedEvent event = events.next();
      if (subscription.matches(event.event())) {
        full = !subscription.offerReplayed(event);
        if (full) {
          subscription.fetched(event.version() - 1);
        } else {
          replayed++;
        }
      }
    }
    metrics.replayed(replayed);
    if (full) {
      fanout.toWrite(subscription);
    } else {
      fanout.admit(subscription);
    }
  }

  private void fetchFromLog(Subscription subscription) {
    replay.fetch(
        subscription,
        fanout.head(),
        count -> {
          metrics.replayed(count);
          subscription.pump();
        },
        () -> onHub.execute(() -> retryLater(subscription)));
  }

  private void retryLater(Subscription subscription) {
    subscription.fetchFailed(nanoTime.getAsLong() + PAUSE_AFTER_FAILURE);
  }

  /** After {@link Subscription#isFetchDue} has said so. */
  void tryAgain(Subscription subscription) {
    if (subscription.state() == Subscription.State.STARTING) {
      resumeFromLog(subscription);
    } else {
      subscription.pump();
    }
  }
}
