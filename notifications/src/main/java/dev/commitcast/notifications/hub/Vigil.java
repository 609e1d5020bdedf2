package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What time alone brings about: heartbeats, another try after a failed read, the end of a client
 * that takes nothing. Owned by the hub's thread.
 */
final class Vigil {
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final long heartbeat;
  private final long stallTimeout;
  private final Fanout fanout;
  private final CatchUp catchUp;
  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private long nextTick;

  Vigil(
      HubSettings settings,
      Fanout fanout,
      CatchUp catchUp,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.heartbeat = settings.heartbeat().toNanos();
    this.stallTimeout = settings.stallTimeout().toNanos();
    this.fanout = fanout;
    this.catchUp = catchUp;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.nextTick = nanoTime.getAsLong();
  }

  void lookIfDue(Collection<Subscription> all) {
    long now = nanoTime.getAsLong();
    if (now - nextTick < 0) {
      return;
    }
    nextTick = now + TICK_NANOS;
    Instant time = clock.instant();
    for (Subscription subscription : new ArrayList<>(all)) {
      if (subscription.request().access().isExpired(time)) {
        subscription.closeAfter(ControlFrame.revoked("expired"), CloseReason.EXPIRED);
      }
      look(subscription, now);
    }
  }

  private void look(Subscription subscription, long now) {
    if (subscription.isStalled(now, stallTimeout)) {
      subscription.close(CloseReason.STALLED);
    } else if (subscription.isFetchDue(now)) {
      catchUp.tryAgain(subscription);
    } else if (subscription.isSilent(now, heartbeat)) {
      subscription.control(new Heartbeat(standing(subscription)));
      subscription.pump();
    }
  }

  /** Up to where a subscription whose outbox is empty has missed nothing; null if not known yet. */
  private Cursor standing(Subscription subscription) {
    // a reader may be filling the outbox of one that replays: an id now could step back
    if (subscription.state() != Subscription.State.LIVE) {
      return null;
    }
    Cursor head = fanout.head();
    return head.at(Math.max(head.version(), subscription.position()));
  }
}
