package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.RecordedEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * One subscriber: its filter, where it stands, and what waits for it.
 *
 * <p>Thread-safety: {@link #pump} and {@link #close} may be called by anybody. Everything else is
 * called by the hub's thread, or by the one reader that fetches a page for this subscription; state
 * and outbox are guarded by this object's lock, which is never held while the outlet is called.
 */
public final class Subscription {
  /** Most bytes that are joined into one write. */
  private static final int WRITE_BYTES = 64 * 1024;

  enum State {
    STARTING,
    REPLAYING,
    LIVE,
    CLOSED
  }

  private final SubscriptionHub hub;
  private final SubscriptionRequest request;
  private final Outlet outlet;
  private final LongSupplier nanoTime;
  private final AtomicInteger pumping = new AtomicInteger();

  // guarded by this
  private final Outbox outbox;
  private State state = State.STARTING;
  private CloseReason closing;
  private long position;
  private boolean fetching;
  private boolean announceCaughtUp;
  private long fetchAgainAt;

  private boolean closed; // only touched while pumping
  private volatile long lastSent;
  private volatile long waitingSince;

  Subscription(
      SubscriptionHub hub,
      SubscriptionRequest request,
      Outlet outlet,
      HubSettings settings,
      LongSupplier nanoTime) {
    this.hub = hub;
    this.request = request;
    this.outlet = outlet;
    this.nanoTime = nanoTime;
    this.outbox = new Outbox(settings.outboxBytes(), settings.outboxEvents());
    this.lastSent = nanoTime.getAsLong();
  }

  public SubscriptionRequest request() {
    return request;
  }

  /** Whether it has ended; nothing will be sent any more. */
  public synchronized boolean isClosed() {
    return closing != null || state == State.CLOSED;
  }

  /** Writes what waits, as far as the outlet takes it. Cheap if nothing waits. */
  public void pump() {
    if (pumping.getAndIncrement() != 0) {
      return;
    }
    int calls = 1;
    do {
      writeWaiting();
      calls = pumping.addAndGet(-calls);
    } while (calls != 0);
  }

  /** Ends the subscription; frames that wait are still offered to the outlet once. */
  public void close(CloseReason reason) {
    synchronized (this) {
      if (closing == null) {
        closing = reason;
      }
    }
    pump();
  }

  private void writeWaiting() {
    if (closed) {
      return;
    }
    try {
      boolean wantsMore = false;
      while (!wantsMore && outlet.isReady()) {
        List<Frame> frames = take();
        wantsMore = frames.isEmpty();
        if (!wantsMore) {
          outlet.send(frames);
          lastSent = nanoTime.getAsLong();
          waitingSince = 0;
        }
      }
      if (wantsMore) {
        fetchMore();
      } else if (waitingSince == 0 && hasWaiting()) {
        waitingSince = Math.max(1, nanoTime.getAsLong());
      }
    } catch (IOException | RuntimeException e) {
      hub.writeFailed(this, e);
      synchronized (this) {
        closing = CloseReason.CLIENT_GONE;
      }
    }
    finishIfClosing();
  }

  private void finishIfClosing() {
    CloseReason reason;
    synchronized (this) {
      reason = closing;
      if (reason == null) {
        return;
      }
      state = State.CLOSED;
      outbox.clear();
    }
    closed = true;
    outlet.close(reason);
    hub.forget(this, reason);
  }

  private synchronized List<Frame> take() {
    return outbox.take(WRITE_BYTES);
  }

  private synchronized boolean hasWaiting() {
    return !outbox.isEmpty() || state == State.REPLAYING;
  }

  private void fetchMore() {
    synchronized (this) {
      if (state != State.REPLAYING || fetching || fetchAgainAt != 0) {
        return;
      }
      fetching = true;
    }
    hub.fetchFor(this);
  }

  // ---- called by the hub's thread, or by the reader that fetches for this subscription ----

  boolean matches(RecordedEvent event) {
    return request.filter().matches(event);
  }

  synchronized State state() {
    return state;
  }

  synchronized long position() {
    return position;
  }

  synchronized void control(Frame frame) {
    if (state != State.CLOSED) {
      outbox.add(frame);
    }
  }

  /** Begins to read the log after a version; {@code announce} asks for a caught-up frame later. */
  synchronized void replayAfter(long version, boolean announce) {
    if (state != State.CLOSED) {
      state = State.REPLAYING;
      position = version;
      announceCaughtUp = announce;
      fetching = false;
    }
  }

  /** From here on events come as they happen; those up to the position are known already. */
  synchronized boolean goLive(long hubPosition, ControlFrame caughtUp) {
    if (state == State.CLOSED) {
      return false;
    }
    position = Math.max(position, hubPosition);
    if (announceCaughtUp) {
      outbox.add(caughtUp);
    }
    announceCaughtUp = false;
    fetching = false;
    state = State.LIVE;
    return true;
  }

  /** Takes a replayed event if there is room. */
  synchronized boolean offerReplayed(EncodedEvent event) {
    if (!outbox.fits(event)) {
      return false;
    }
    outbox.add(event);
    position = event.version();
    return true;
  }

  /** A page has been offered whole: the log holds nothing more up to this version. */
  synchronized void fetched(long through) {
    position = Math.max(position, through);
    fetching = false;
  }

  /** The log could not be read; the hub tries again when this moment has passed. */
  synchronized void fetchFailed(long againAt) {
    fetching = false;
    fetchAgainAt = Math.max(1, againAt);
  }

  /** Whether a failed read is due again; asking clears it. */
  synchronized boolean isFetchDue(long now) {
    boolean due = fetchAgainAt != 0 && now - fetchAgainAt >= 0;
    if (due) {
      fetchAgainAt = 0;
    }
    return due;
  }

  /**
   * Takes a live event, or falls behind if it does not fit.
   *
   * @return false if this subscription has left the live ones
   */
  synchronized boolean offerLive(EncodedEvent event, Frame fellBehind) {
    if (state != State.LIVE) {
      return false;
    }
    if (event.version() <= position) {
      return true;
    }
    if (outbox.fits(event)) {
      outbox.add(event);
      position = event.version();
      return true;
    }
    fallBehind(event.version() - 1, fellBehind);
    return false;
  }

  /** Forgets what waits and goes on from the log, after the last event that was sent. */
  synchronized void fallBehind(long nothingMissedThrough, Frame fellBehind) {
    long firstWaiting = outbox.firstVersion();
    outbox.forgetEvents();
    outbox.add(fellBehind);
    replayAfter(firstWaiting > 0 ? firstWaiting - 1 : nothingMissedThrough, true);
  }

  synchronized boolean isHalfFull() {
    return outbox.isHalfFull();
  }

  /** Whether nothing was sent for so long that a sign of life is due. */
  synchronized boolean isSilent(long now, long limitNanos) {
    return outbox.isEmpty() && state != State.CLOSED && now - lastSent >= limitNanos;
  }

  boolean isStalled(long now, long limitNanos) {
    long since = waitingSince;
    return since != 0 && now - since >= limitNanos;
  }
}
