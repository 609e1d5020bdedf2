package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.Replay.Resumption;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Hands the log's events to everybody who listens on this node, in order, without waiting for
 * anybody.
 *
 * <p>One thread, which runs {@link #run}, owns ring, index and position; others leave it tasks. So
 * a subscription becomes live between two events, never in the midst of one. Public methods are
 * thread-safe.
 */
public final class SubscriptionHub implements Runnable {
  private static final Logger LOG = System.getLogger(SubscriptionHub.class.getName());
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** How many batches may wait for the hub's thread before the listener waits for it. */
  private static final int BATCHES_WAITING = 8;

  private final HubSettings settings;
  private final Replay replay;
  private final HubMetrics metrics;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Semaphore batchPermits = new Semaphore(BATCHES_WAITING);
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean stopped;
  private volatile Cursor head;

  // owned by the hub's thread
  private final Set<Subscription> subscriptions = new LinkedHashSet<>();
  private final SubscriptionIndex live = new SubscriptionIndex();
  private final Set<Subscription> dirty = new LinkedHashSet<>();
  private Ring ring;
  private long nextTick;

  public SubscriptionHub(
      HubSettings settings,
      Replay replay,
      HubMetrics metrics,
      RandomGenerator random,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.replay = replay;
    this.metrics = metrics;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /** Up to where this node has read the log; null until the listener has connected once. */
  public Cursor head() {
    return head;
  }

  public int openSubscriptions() {
    return open.get();
  }

  /**
   * Takes what the listener has read. Waits while the hub's thread is some batches behind, which
   * holds up only this node's reading, never a writer.
   *
   * @param events in order, possibly none
   * @param at the epoch and the version up to which the listener has read
   */
  public void publish(List<RecordedEvent> events, Cursor at) throws InterruptedException {
    batchPermits.acquire();
    tasks.add(
        () -> {
          try {
            fanOut(events, at);
          } finally {
            batchPermits.release();
          }
        });
  }

  /**
   * Registers a subscriber. The first frames wait for the caller's {@link Subscription#pump()}.
   *
   * @throws HubUnavailableException if there are too many, or the log has not been read yet
   */
  public Subscription subscribe(SubscriptionRequest request, Outlet outlet) {
    requireOpen();
    if (open.incrementAndGet() > settings.maxSubscriptions()) {
      open.decrementAndGet();
      throw full();
    }
    Subscription subscription = new Subscription(this, request, outlet, settings, nanoTime);
    subscription.control(new Greeting(retry()));
    metrics.subscribed();
    tasks.add(() -> attach(subscription));
    return subscription;
  }

  /**
   * Says beforehand whether {@link #subscribe} would be refused now; it may still be, if others
   * come first.
   */
  public void requireOpen() {
    if (stopped) {
      throw new HubUnavailableException("This node is stopping; connect to another or try again.");
    }
    if (head == null) {
      throw new HubUnavailableException(
          "This node has not reached the database yet; try again in a moment.");
    }
    if (open.get() >= settings.maxSubscriptions()) {
      throw full();
    }
  }

  private HubUnavailableException full() {
    return new HubUnavailableException(
        "This node serves " + settings.maxSubscriptions() + " subscriptions and no more now.");
  }

  /** Runs until {@link #stop}; call it on a thread of its own. */
  @Override
  public void run() {
    while (!stopped) {
      try {
        Runnable task = tasks.poll(TICK_NANOS, TimeUnit.NANOSECONDS);
        for (; task != null; task = tasks.poll()) {
          task.run();
          pumpDirty();
          tickIfDue();
        }
        tickIfDue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop();
      } catch (RuntimeException e) {
        // a fault in the treatment of one task must not end everybody's stream
        LOG.log(Level.ERROR, "The hub could not finish a task and goes on with the next.", e);
      }
    }
    drain();
  }

  /** Asks the hub to tell everybody to come back later, and to end. */
  public void stop() {
    stopped = true;
    tasks.add(() -> {});
  }

  private void drain() {
    // whoever subscribes in this very moment has left a task that files it
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    for (Subscription subscription : List.copyOf(subscriptions)) {
      subscription.control(ControlFrame.drain(retry()));
      subscription.close(CloseReason.DRAINED);
    }
  }

  private Duration retry() {
    long min = settings.minRetry().toMillis();
    return Duration.ofMillis(random.nextLong(min, settings.maxRetry().toMillis() + 1));
  }

  // ---- events ----

  private void fanOut(List<RecordedEvent> events, Cursor at) {
    if (head == null || head.epoch() != at.epoch() || at.version() < head.version()) {
      startOver(events.isEmpty() ? at : at.at(events.get(0).version() - 1));
    }
    for (RecordedEvent event : events) {
      if (event.version() > head.version()) {
        deliver(new EncodedEvent(event, at.epoch()));
      }
    }
  }

  private void startOver(Cursor from) {
    boolean known = head != null;
    head = from;
    ring = new Ring(settings.ringBytes(), from.version());
    if (known) {
      List.copyOf(subscriptions).forEach(each -> each.close(CloseReason.LOG_RESET));
    }
  }

  private void deliver(EncodedEvent event) {
    if (event.version() != head.version() + 1) {
      // never seen; if it ever happens, the log still has what is missing here
      live.all().forEach(each -> fallBehind(each, head.version()));
      ring = new Ring(settings.ringBytes(), event.version() - 1);
    }
    ring.add(event);
    head = head.at(event.version());
    int receivers = 0;
    for (Subscription receiver : live.receivers(event.event())) {
      receivers++;
      dirty.add(receiver);
      if (!receiver.offerLive(event, ControlFrame.fellBehind(head))) {
        live.remove(receiver);
        metrics.fellBehind();
      } else if (receiver.isHalfFull()) {
        receiver.pump();
      }
    }
    metrics.delivered(receivers);
  }

  private void fallBehind(Subscription subscription, long nothingMissedThrough) {
    subscription.fallBehind(nothingMissedThrough, ControlFrame.fellBehind(head));
    live.remove(subscription);
    dirty.add(subscription);
    metrics.fellBehind();
  }

  private void pumpDirty() {
    for (Iterator<Subscription> all = dirty.iterator(); all.hasNext(); ) {
      Subscription subscription = all.next();
      all.remove();
      subscription.pump();
    }
  }

  // ---- the way of a subscription: attach, replay, live ----

  private void attach(Subscription subscription) {
    subscriptions.add(subscription);
    if (subscription.isClosed()) {
      subscriptions.remove(subscription);
      return;
    }
    dirty.add(subscription);
    StartFrom start = subscription.request().start();
    if (start instanceof StartFrom.Now) {
      resume(subscription, new Resumption.Live(head));
    } else if (start instanceof StartFrom.After after && isInRing(after.cursor())) {
      resumeFromRing(subscription, after.cursor());
    } else {
      resumeFromLog(subscription);
    }
  }

  private boolean isInRing(Cursor cursor) {
    return cursor.epoch() == head.epoch()
        && cursor.version() <= head.version()
        && ring.coversAfter(cursor.version());
  }

  private void resumeFromRing(Subscription subscription, Cursor cursor) {
    long missed = 0;
    for (Iterator<EncodedEvent> events = ring.after(cursor.version()); events.hasNext(); ) {
      if (subscription.matches(events.next().event())) {
        missed++;
      }
    }
    resume(
        subscription,
        missed == 0
            ? new Resumption.Live(head)
            : new Resumption.Replaying(cursor, missed, head));
  }

  private void resumeFromLog(Subscription subscription) {
    replay.resume(
        subscription.request(),
        resumption -> tasks.add(() -> resume(subscription, resumption)),
        failure -> tasks.add(() -> retryLater(subscription)));
  }

  private void resume(Subscription subscription, Resumption resumption) {
    metrics.resumed(resumption.outcome());
    dirty.add(subscription);
    if (resumption instanceof Resumption.Replaying missed) {
      subscription.control(
          ControlFrame.replaying(missed.from(), missed.missed(), missed.head()));
      subscription.replayAfter(missed.from().version(), true);
    } else if (resumption instanceof Resumption.Reset reset) {
      subscription.control(ControlFrame.reset(head, reset.oldest()));
      subscription.replayAfter(head.version(), false);
    } else {
      Cursor from = resumption.head();
      subscription.control(ControlFrame.live(from));
      subscription.replayAfter(from.version(), false);
    }
  }

  /** Called by whoever has emptied a subscription's outbox while it reads the log. */
  void fetchFor(Subscription subscription) {
    tasks.add(() -> fetch(subscription));
  }

  private void fetch(Subscription subscription) {
    long position = subscription.position();
    if (!ring.coversAfter(position)) {
      replay.fetch(
          subscription,
          head.epoch(),
          count -> {
            metrics.replayed(count);
            subscription.pump();
          },
          failure -> tasks.add(() -> retryLater(subscription)));
      return;
    }
    int replayed = 0;
    for (Iterator<EncodedEvent> events = ring.after(position); events.hasNext(); ) {
      EncodedEvent event = events.next();
      if (subscription.matches(event.event())) {
        if (!subscription.offerReplayed(event)) {
          subscription.fetched(event.version() - 1);
          metrics.replayed(replayed);
          dirty.add(subscription);
          return;
        }
        replayed++;
      }
    }
    metrics.replayed(replayed);
    if (subscription.goLive(head.version(), ControlFrame.caughtUp(head))) {
      live.add(subscription);
    }
    dirty.add(subscription);
  }

  private void retryLater(Subscription subscription) {
    subscription.fetchFailed(nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(1));
  }

  /** A write to the client failed: it has gone, which is no fault of ours. */
  void writeFailed(Subscription subscription, Exception reason) {
    LOG.log(Level.DEBUG, "A subscriber has gone.", reason);
  }

  /** Called once by each subscription that has ended. */
  void forget(Subscription subscription, CloseReason reason) {
    open.decrementAndGet();
    metrics.closed(reason);
    tasks.add(
        () -> {
          subscriptions.remove(subscription);
          live.remove(subscription);
          dirty.remove(subscription);
        });
  }

  // ---- time ----

  private void tickIfDue() {
    long now = nanoTime.getAsLong();
    if (now - nextTick < 0) {
      return;
    }
    nextTick = now + TICK_NANOS;
    long heartbeat = settings.heartbeat().toNanos();
    long stall = settings.stallTimeout().toNanos();
    for (Subscription subscription : new ArrayList<>(subscriptions)) {
      if (subscription.isStalled(now, stall)) {
        subscription.close(CloseReason.STALLED);
      } else if (subscription.isFetchDue(now)) {
        tryAgain(subscription);
      } else if (subscription.isSilent(now, heartbeat)) {
        subscription.control(new Heartbeat(standing(subscription)));
        subscription.pump();
      }
    }
  }

  private void tryAgain(Subscription subscription) {
    if (subscription.state() == Subscription.State.STARTING) {
      resumeFromLog(subscription);
    } else {
      subscription.pump();
    }
  }

  /** Up to where a subscription whose outbox is empty has missed nothing; null if not known yet. */
  private Cursor standing(Subscription subscription) {
    // a reader may be filling the outbox of one that replays: an id now could step back
    return subscription.state() == Subscription.State.LIVE
        ? head.at(Math.max(head.version(), subscription.position()))
        : null;
  }
}
