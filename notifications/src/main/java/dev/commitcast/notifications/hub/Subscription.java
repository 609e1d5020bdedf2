package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * One subscriber: its filter, where it stands, and what waits for it.
 *
 * <p>Thread-safety: {@link #pump} and {@link #close} may be called by anybody. Everything else is
 * called by the hub's thread, by the one reader that fetches a page for this subscription, or by
 * its pump; state and outbox are guarded by this object's lock, which is never held while the
 * outlet is called.
 */
public final class Subscription {
  enum State {
    STARTING,
    REPLAYING,
    LIVE,
    CLOSED
  }

  private final SubscriptionHub hub;
  private final String id;
  private final Instant openedAt;
  private final SubscriptionRequest request;
  private final Pump pump;

  // guarded by this
  private final Outbox outbox;
  private final RevocationNotices revocations;
  private final Loan loan;
  private State state = State.STARTING;
  private CloseReason closing;
  private boolean closingWhenDrained;
  private long position;
  private long startedAfter = -1;
  private long waitedFrom;
  private boolean fetching;
  private boolean announceCaughtUp;
  private long fetchAgainAt;

  Subscription(
      SubscriptionHub hub,
      SubscriptionRequest request,
      Outlet outlet,
      HubSettings settings,
      ReplayBudget budget,
      SubscriptionDirectory directory,
      LongSupplier nanoTime) {
    this.hub = hub;
    this.id = directory.nextId();
    this.openedAt = directory.clock().instant();
    this.request = request;
    this.loan = new Loan(budget);
    this.revocations = new RevocationNotices(request);
    this.outbox = new Outbox(settings.outboxBytes(), settings.outboxEvents());
    this.pump = new Pump(this, outlet, nanoTime);
  }

  /** Unique on this node while it runs. */
  public String id() {
    return id;
  }

  public SubscriptionRequest request() {
    return request;
  }

  /** Whether it has ended, or is about to; no further event will be sent. */
  public synchronized boolean isClosed() {
    return closing != null;
  }

  /** Writes what waits, as far as the outlet takes it. Cheap if nothing waits. */
  public void pump() {
    pump.run();
  }

  /** Ends the subscription; frames that wait are still offered to the outlet once. */
  public void close(CloseReason reason) {
    synchronized (this) {
      if (closing == null) {
        closing = reason;
      }
      closingWhenDrained = false;
    }
    pump.run();
  }

  /** Sends a last frame and ends the subscription when the outlet has taken all that waits. */
  void closeAfter(Frame last, CloseReason reason) {
    synchronized (this) {
      if (closing == null) {
        outbox.add(last);
        closing = reason;
        closingWhenDrained = true;
      }
    }
    pump.run();
  }

  // ---- called by the pump ----

  synchronized List<Frame> take(int mostBytes) {
    return outbox.take(mostBytes);
  }

  synchronized boolean isWaiting() {
    return !outbox.isEmpty() || state == State.REPLAYING;
  }

  /** The outlet has taken everything: one who reads the log gets its next page. */
  void drained() {
    synchronized (this) {
      loan.giveBack();
      if (state != State.REPLAYING || closing != null || fetching || fetchAgainAt != 0) {
        return;
      }
      fetching = true;
    }
    hub.fetchFor(this);
  }

  void writeFailed(Throwable reason) {
    hub.writeFailed(reason);
    synchronized (this) {
      closing = CloseReason.CLIENT_GONE;
      closingWhenDrained = false;
    }
  }

  void closeFailed(Throwable reason) {
    hub.writeFailed(reason);
  }

  /** Ends it if that was asked for; the reason, or null if it goes on. */
  synchronized CloseReason end(boolean drained) {
    // a last frame may have come since the outlet had taken all
    if (closing == null || (closingWhenDrained && !(drained && outbox.isEmpty()))) {
      return null;
    }
    waitedFrom = outbox.firstVersion();
    if (state == State.LIVE) {
      // it was offered all up to there, of which its own position knows only what it wants
      position = Math.max(position, hub.headVersion());
    }
    state = State.CLOSED;
    outbox.clear();
    loan.giveBack();
    return closing;
  }

  void ended(CloseReason reason) {
    hub.forget(this, reason);
  }

  // ---- called by the hub's thread, or by the reader that fetches for this subscription ----

  /** Whether the subscriber wants an event and may see it; if nobody can say that, it ends. */
  boolean matches(RecordedEvent event) {
    try {
      return request.matches(event);
    } catch (RuntimeException e) {
      hub.policyFailed(this, e);
      return false;
    }
  }

  /**
   * The subscriber has lost rooms at a place in the log. It is told when it has been offered what
   * stands before that place, and the subscription ends there if no room is left to it.
   */
  void revoke(List<ControlFrame> frames) {
    synchronized (this) {
      if (closing != null) {
        return;
      }
      revocations.add(frames);
      if (state == State.LIVE) {
        tellRevocations();
      }
    }
    pump.run();
  }

  /** Called with the lock held. */
  private void tellRevocations() {
    if (revocations.tell(outbox)) {
      closing = CloseReason.REVOKED;
      closingWhenDrained = true;
    }
  }

  synchronized State state() {
    return state;
  }

  synchronized long position() {
    return position;
  }

  synchronized void control(Frame frame) {
    if (closing == null) {
      outbox.add(frame);
    }
  }

  /** Begins to read the log after a version; {@code announce} asks for a caught-up frame later. */
  synchronized void replayAfter(long version, boolean announce) {
    if (state != State.CLOSED) {
      state = State.REPLAYING;
      startedAfter = startedAfter < 0 ? version : startedAfter;
      position = version;
      announceCaughtUp = announce;
      fetching = false;
    }
  }

  /** Whether a page that was asked for is still wanted. */
  synchronized boolean wantsPage() {
    return state == State.REPLAYING && closing == null;
  }

  /** Takes a replayed event if there is room. */
  synchronized boolean offerReplayed(EncodedEvent event) {
    if (!wantsPage() || !outbox.fits(event)) {
      return false;
    }
    outbox.add(event);
    position = event.version();
    return true;
  }

  /** The same with an event that was read for this subscription alone. */
  synchronized boolean offerOwn(EncodedEvent event) {
    if (!offerReplayed(event)) {
      return false;
    }
    loan.take(event.size());
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
    fetchAgainAt = againAt == 0 ? 1 : againAt;
  }

  /** Whether a failed read is due again; asking clears it. */
  synchronized boolean isFetchDue(long now) {
    boolean due = fetchAgainAt != 0 && now - fetchAgainAt >= 0;
    if (due) {
      fetchAgainAt = 0;
    }
    return due;
  }

  /** From here on events come as they happen; those up to the position are known already. */
  synchronized boolean goLive(Frame caughtUp) {
    if (!wantsPage()) {
      return false;
    }
    if (announceCaughtUp) {
      outbox.add(caughtUp);
    }
    announceCaughtUp = false;
    fetching = false;
    state = State.LIVE;
    tellRevocations();
    return closing == null;
  }

  /** Takes a live event, or falls behind if it does not fit. */
  synchronized Offer offerLive(EncodedEvent event, Frame fellBehind) {
    if (state != State.LIVE || closing != null) {
      return Offer.REFUSED;
    }
    if (event.version() <= position) {
      return Offer.TAKEN;
    }
    if (outbox.fits(event)) {
      outbox.add(event);
      position = event.version();
      return Offer.TAKEN;
    }
    fallBehind(event.version() - 1, fellBehind);
    return Offer.FELL_BEHIND;
  }

  /**
   * Forgets what waits and goes on from the log, after the last event that was sent.
   *
   * @param nothingMissedThrough up to where this subscription has been offered everything
   */
  synchronized void fallBehind(long nothingMissedThrough, Frame fellBehind) {
    long firstWaiting = outbox.firstVersion();
    revocations.add(outbox.forgetEvents());
    control(fellBehind);
    // one whose cursor was ahead of this node has seen more than this node has
    replayAfter(
        firstWaiting > 0 ? firstWaiting - 1 : Math.max(position, nothingMissedThrough), true);
  }

  synchronized boolean isHalfFull() {
    return outbox.isHalfFull();
  }

  /** Whether nothing was sent for so long that a sign of life is due. */
  synchronized boolean isSilent(long now, long limitNanos) {
    return outbox.isEmpty() && closing == null && pump.isSilent(now, limitNanos);
  }

  boolean isStalled(long now, long limitNanos) {
    return pump.isStalled(now, limitNanos);
  }

  /**
   * What can be told of it.
   *
   * @param head up to where live subscriptions have been offered everything
   */
  synchronized SubscriptionFacts facts(long head) {
    long waitingFrom = state == State.CLOSED ? waitedFrom : outbox.firstVersion();
    return new SubscriptionFacts(
        id,
        request.filter(),
        request.access(),
        request.start().toString(),
        state.name().toLowerCase(Locale.ROOT),
        openedAt,
        startedAfter < 0 ? OptionalLong.empty() : OptionalLong.of(startedAfter),
        state == State.LIVE ? Math.max(position, head) : position,
        waitingFrom > 0 ? OptionalLong.of(waitingFrom) : OptionalLong.empty(),
        pump.sinceLastWrite(),
        Optional.empty(),
        Optional.empty());
  }
}
