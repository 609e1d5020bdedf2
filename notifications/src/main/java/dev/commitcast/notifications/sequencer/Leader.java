package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.metrics.SequencerMetrics;
import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.log.AwakeLease;
import dev.commitcast.persistence.log.DrainResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The leader's day: awake while there is much to do, asleep while there is little.
 *
 * <p>The order in which it falls asleep is what keeps wake-ups from being lost: the promise to poll
 * lapses by the server's clock; then it draws a transaction id of its own; then it polls until a
 * draining statement saw every older transaction finished. Only then may it rely on being notified.
 * It begins as somebody who falls asleep, since it does not know what its predecessor promised.
 *
 * <p>Owned by one thread, but for {@link #wake()}.
 */
final class Leader {
  private static final Duration SHORT = Duration.ofMillis(200);

  private static final Duration SHORTEST_REST = Duration.ofNanos(100_000);

  /** 1,000 events a second are moved every 2 ms, 5,000 every 10 ms. */
  private static final long NANOS_PER_EVENT_A_SECOND = 2_000;

  /** How long a notification may be on its way when the safety drain was quicker. */
  private static final Duration GRACE = Duration.ofMillis(100);

  private final PromptConnection connection;
  private final Drainer drainer;
  private final AwakeLease lease;
  private final SequencerSettings settings;
  private final LongSupplier nanoTime;
  private final SequencerMetrics metrics;
  private final SequencerStatus status;
  private final Demand demand;

  private SequencerState state = SequencerState.FALLING_ASLEEP;
  private OptionalLong barrier = OptionalLong.empty();
  private Duration pace;
  private long promisedUntil;
  private long lastDrain;
  private boolean likely;

  /** In its sleep: the last batch left something over. */
  private boolean more;

  private volatile boolean nudged;

  Leader(
      PromptConnection connection,
      Drainer drainer,
      AwakeLease lease,
      SequencerSettings settings,
      LongSupplier nanoTime,
      SequencerMetrics metrics,
      SequencerStatus status) {
    this.connection = connection;
    this.drainer = drainer;
    this.lease = lease;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.status = status;
    this.demand = new Demand(nanoTime);
    this.pace = settings.pollWhileAwake();
  }

  /** Ends its sleep, for somebody in this very program who knows that there is work. */
  void wake() {
    nudged = true;
    connection.wakeUp();
  }

  /** One round: at most one wait, of at most the safety drain's interval. */
  void step() throws SQLException {
    status.enter(state);
    switch (state) {
      case AWAKE -> stayAwake();
      case FALLING_ASLEEP -> fallAsleep();
      case ASLEEP -> sleep();
      default -> throw new AssertionError("A leader is never " + state + ".");
    }
  }

  private void stayAwake() throws SQLException {
    long began = nanoTime.getAsLong();
    Optional<DrainResult> result = note(likely ? drainer.move() : drainer.poll());
    if (result.isEmpty()) {
      return;
    }
    likely = result.get().moved() > 0;
    long left = promisedUntil - nanoTime.getAsLong();
    if (left < settings.renewBelow().toNanos() && isStillBusy()) {
      promise();
    } else if (left < 0) {
      state = SequencerState.FALLING_ASLEEP;
      return;
    }
    if (!result.get().cutShort()) {
      // at least a moment, so that a stop or a wake-up is heard
      long rest = began + stride().toNanos() - nanoTime.getAsLong();
      connection.await(Duration.ofNanos(Math.max(rest, SHORTEST_REST.toNanos())));
    }
  }

  /**
   * From the start of one drain to that of the next. A batch has a price of its own, however few
   * events are in it, which the writers' processors pay too: so many events are moved in fewer,
   * larger batches, a few milliseconds later.
   */
  private Duration stride() {
    long perSecond = demand.within(SHORT) * Duration.ofSeconds(1).dividedBy(SHORT);
    Duration wanted = Duration.ofNanos(perSecond * NANOS_PER_EVENT_A_SECOND);
    return max(settings.pollWhileAwake(), min(wanted, settings.longestStride()));
  }

  private void fallAsleep() throws SQLException {
    if (barrier.isEmpty()) {
      barrier = lease.barrier();
    }
    Optional<DrainResult> result = note(drainer.poll());
    if (result.isEmpty()) {
      return;
    }
    DrainResult drained = result.get();
    if (isBusy()) {
      wakeUp();
    } else if (barrier.isPresent()
        && !drained.cutShort()
        && drained.oldestRunning() >= barrier.getAsLong()) {
      state = SequencerState.ASLEEP;
    } else if (drained.moved() > 0 || drained.cutShort()) {
      pace = settings.pollWhileAwake();
    } else {
      connection.await(pace);
      if (barrier.isPresent()) {
        // writers notify already, and a transaction may be held open for hours
        pace = min(pace.multipliedBy(2), settings.slowestPoll());
      }
    }
  }

  private void sleep() throws SQLException {
    long left = lastDrain + settings.safetyDrain().toNanos() - nanoTime.getAsLong();
    boolean called =
        more || (left > 0 && !connection.await(Duration.ofNanos(left)).isEmpty()) || takeNudge();
    if (called) {
      drainOnce();
    } else if (nanoTime.getAsLong() - lastDrain >= settings.safetyDrain().toNanos()) {
      drainForSafety();
    }
  }

  /** One batch a round, so that a stop is heard however much waits. */
  private void drainOnce() throws SQLException {
    Optional<DrainResult> result = note(drainer.move());
    more = result.isPresent() && result.get().cutShort();
    if (result.isPresent() && isBusy()) {
      wakeUp();
    }
  }

  private void drainForSafety() throws SQLException {
    Optional<DrainResult> result = note(drainer.poll());
    if (result.isPresent() && result.get().moved() > 0) {
      if (connection.await(GRACE).isEmpty() && !takeNudge()) {
        metrics.missedWakeUps(result.get().moved());
        status.missedWakeUps(result.get().moved());
        // nobody may promise while it sleeps; a clock that was set back makes an old promise last
        lease.end();
      }
      more = true;
    } else {
      more = result.isPresent() && result.get().cutShort();
    }
  }

  /** After a failed drain nothing is certain, so it starts to fall asleep from the beginning. */
  private Optional<DrainResult> note(Optional<DrainResult> result) throws SQLException {
    lastDrain = nanoTime.getAsLong();
    if (result.isPresent()) {
      demand.add(result.get().moved());
    } else {
      state = SequencerState.FALLING_ASLEEP;
      barrier = OptionalLong.empty();
      connection.await(drainer.pause());
    }
    return result;
  }

  private void wakeUp() throws SQLException {
    promise();
    state = SequencerState.AWAKE;
    barrier = OptionalLong.empty();
    pace = settings.pollWhileAwake();
  }

  private void promise() throws SQLException {
    // reckoned from before the statement, so that our view of it ends before the server's
    promisedUntil = nanoTime.getAsLong() + settings.lease().toNanos();
    lease.extend(settings.lease());
  }

  private boolean isBusy() {
    return demand.within(SHORT) > settings.busyWithin(SHORT);
  }

  private boolean isStillBusy() {
    return demand.within(settings.lease()) > settings.busyWithin(settings.lease()) / 2;
  }

  private boolean takeNudge() {
    boolean was = nudged;
    nudged = false;
    return was;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
