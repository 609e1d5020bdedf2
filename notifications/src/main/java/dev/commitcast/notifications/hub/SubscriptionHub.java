package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.GrantLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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

  /** How many batches may wait for the hub's thread before the listener waits for it. */
  private static final int BATCHES_WAITING = 8;

  /** For how long a stopping hub lets outlets take what waits: so many quiet moments in all. */
  private static final int DRAIN_MOMENTS = 50;

  private static final long MOMENT_MILLIS = 10;

  private final HubSettings settings;
  private final HubMetrics metrics;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Semaphore batchPermits = new Semaphore(BATCHES_WAITING);
  private final AtomicInteger open = new AtomicInteger();
  private final ReplayBudget replayBudget;
  private final SubscriptionDirectory directory;
  private volatile boolean stopped;
  private volatile boolean ended;

  // owned by the hub's thread
  private final Set<Subscription> subscriptions = new LinkedHashSet<>();
  private final Fanout fanout;
  private final CatchUp catchUp;
  private final Vigil vigil;

  /** A hub whose subscriptions' ids begin with a common word. */
  public SubscriptionHub(
      HubSettings settings,
      Replay replay,
      HubMetrics metrics,
      RandomGenerator random,
      LongSupplier nanoTime) {
    this(settings, replay, metrics, random, nanoTime, "node");
  }

  /**
   * @param random gives each client its own time to reconnect; called by many threads
   * @param nanoTime as {@link System#nanoTime}
   * @param node with which the ids of subscriptions begin
   */
  public SubscriptionHub(
      HubSettings settings,
      Replay replay,
      HubMetrics metrics,
      RandomGenerator random,
      LongSupplier nanoTime,
      String node) {
    this(settings, replay, metrics, random, nanoTime, node, GrantLog.SILENT);
  }

  /**
   * @param grants what the log says about them
   */
  public SubscriptionHub(
      HubSettings settings,
      Replay replay,
      HubMetrics metrics,
      RandomGenerator random,
      LongSupplier nanoTime,
      String node,
      GrantLog grants) {
    this.directory = new SubscriptionDirectory(node, InstantSource.system());
    this.settings = settings;
    this.metrics = metrics;
    this.random = random;
    this.nanoTime = nanoTime;
    this.replayBudget = replay.budget();
    this.fanout = new Fanout(settings.ringBytes(), metrics, nanoTime, new GrantFollower(grants));
    this.catchUp = new CatchUp(fanout, replay, metrics, nanoTime, tasks::add);
    this.vigil = new Vigil(settings, fanout, catchUp, nanoTime, directory.clock());
  }

  /** Up to where this node has read the log; null until the listener has connected once. */
  public Cursor head() {
    return fanout.head();
  }

  long headVersion() {
    Cursor at = head();
    return at == null ? 0 : at.version();
  }

  /** What is known of a subscription of this node, open or lately closed. */
  public Optional<SubscriptionFacts> find(String id) {
    return directory
        .find(id)
        .map(each -> each.facts(headVersion()))
        .or(() -> directory.findClosed(id));
  }

  /** Some of the open subscriptions, in no particular order. */
  public List<SubscriptionFacts> list(int most) {
    return directory.all().stream().limit(most).map(each -> each.facts(headVersion())).toList();
  }

  /** Some that have ended, the last first. */
  public List<SubscriptionFacts> lastClosed(int most) {
    return directory.lastClosed(most);
  }

  /** How many of the open subscriptions want an event. */
  public long interested(RecordedEvent event) {
    return directory.all().stream().filter(each -> each.matches(event)).count();
  }

  public int openSubscriptions() {
    return open.get();
  }

  /**
   * Takes what the listener has read. Waits while the hub's thread is some batches behind, which
   * holds up only this node's reading, never a writer; does nothing once the hub has stopped.
   *
   * <p>A batch of another epoch, or one that ends before what was handed out already or contradicts
   * it, means that the database has gone back in time: all subscriptions are closed, and told what
   * to do when they resume.
   *
   * @param events in order, possibly none; those that were published before are skipped
   * @param at the epoch and where the log ended when this was read, at least the last event
   */
  public void publish(List<RecordedEvent> events, Cursor at) throws InterruptedException {
    do {
      if (ended) {
        return;
      }
    } while (!batchPermits.tryAcquire(100, TimeUnit.MILLISECONDS));
    long received = nanoTime.getAsLong();
    tasks.add(
        () -> {
          try {
            accept(events, at, received);
          } finally {
            batchPermits.release();
          }
        });
  }

  /**
   * Registers a subscriber. The first frames wait for the caller's {@link Subscription#pump()}; the
   * outlet may be asked, and even closed, before this returns.
   *
   * @throws HubUnavailableException if there are too many, or the log has not been read yet
   */
  public Subscription subscribe(SubscriptionRequest request, Outlet outlet) {
    requireOpen();
    if (open.incrementAndGet() > settings.maxSubscriptions()) {
      open.decrementAndGet();
      throw full();
    }
    Subscription subscription =
        new Subscription(this, request, outlet, settings, replayBudget, directory, nanoTime);
    directory.add(subscription);
    subscription.control(new Greeting(retry()));
    metrics.subscribed();
    tasks.add(() -> attach(subscription));
    if (ended) {
      // the hub's thread may have looked at its tasks for the last time before this one came
      subscription.close(CloseReason.DRAINED);
    }
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
    if (head() == null) {
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

  /** Runs until {@link #stop}; call it once, on a thread of its own. */
  @Override
  public void run() {
    boolean interrupted = false;
    try {
      while (!stopped) {
        Runnable task = tasks.poll(Vigil.TICK_NANOS, TimeUnit.NANOSECONDS);
        for (; task != null; task = tasks.poll()) {
          treat(task);
        }
        treat(() -> {});
      }
    } catch (InterruptedException e) {
      stopped = true;
      interrupted = true;
    }
    // not with the interrupt set: a channel that is written to then closes instead
    interrupted |= drain();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void treat(Runnable task) {
    try {
      task.run();
      fanout.writeOut();
      vigil.lookIfDue(subscriptions);
    } catch (RuntimeException | Error e) {
      // a fault in the treatment of one task must not end everybody's stream
      LOG.log(Level.ERROR, "The hub could not finish a task and goes on with the next.", e);
    }
  }

  /** Asks the hub to tell everybody to come back later, and to end. */
  public void stop() {
    stopped = true;
    tasks.add(() -> {});
  }

  /** Answers whether it was interrupted. */
  private boolean drain() {
    ended = true;
    // whoever subscribes in this very moment has left a task that files it, or closes it himself
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      treat(task);
    }
    for (Subscription subscription : List.copyOf(subscriptions)) {
      subscription.closeAfter(ControlFrame.drain(retry()), CloseReason.DRAINED);
    }
    boolean interrupted = letOutletsTakeWhatWaits();
    for (Subscription subscription : List.copyOf(subscriptions)) {
      subscription.close(CloseReason.DRAINED);
    }
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      treat(task);
    }
    return interrupted;
  }

  private boolean letOutletsTakeWhatWaits() {
    try {
      for (int moments = 0; moments < DRAIN_MOMENTS && !subscriptions.isEmpty(); ) {
        Runnable task = tasks.poll(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        if (task == null) {
          moments++;
        } else {
          treat(task);
        }
      }
      return false;
    } catch (InterruptedException expected) {
      // whoever interrupts does not want to wait for slow clients
      return true;
    }
  }

  private Duration retry() {
    long min = settings.minRetry().toMillis();
    return Duration.ofMillis(random.nextLong(min, settings.maxRetry().toMillis() + 1));
  }

  private void accept(List<RecordedEvent> events, Cursor at, long received) {
    if (fanout.isOtherHistory(events, at)) {
      List.copyOf(subscriptions).forEach(each -> each.close(CloseReason.LOG_RESET));
      fanout.startOver(events.isEmpty() ? at : at.at(events.get(0).version() - 1));
    }
    fanout.deliver(events, received);
  }

  private void attach(Subscription subscription) {
    if (!subscription.isClosed()) {
      subscriptions.add(subscription);
      catchUp.attach(subscription);
    }
  }

  // ---- called by subscriptions, on any thread ----

  /** The outbox of one that reads the log is empty. */
  void fetchFor(Subscription subscription) {
    tasks.add(() -> catchUp.fetch(subscription));
  }

  /** A write to the client failed: it has gone, which is no fault of ours. */
  void writeFailed(Throwable reason) {
    LOG.log(Level.DEBUG, "A subscriber has gone.", reason);
  }

  /** Nobody can say whether a subscriber may see an event, so it sees no more. */
  void policyFailed(Subscription subscription, RuntimeException reason) {
    metrics.policyFailed();
    String who = subscription.request().access().caller().id();
    LOG.log(Level.ERROR, "It cannot be told what " + who + " may see; it sees no more.", reason);
    subscription.closeAfter(ControlFrame.revoked("policy"), CloseReason.POLICY_FAILED);
  }

  /** Called once by each subscription that has ended. */
  void forget(Subscription subscription, CloseReason reason) {
    open.decrementAndGet();
    directory.remove(subscription, subscription.facts(headVersion()), reason);
    metrics.closed(reason);
    tasks.add(
        () -> {
          subscriptions.remove(subscription);
          fanout.forget(subscription);
        });
  }
}
