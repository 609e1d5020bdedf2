package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.subscription.Serial;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.subscription.PartitionState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What all workers have in common: a lease that they ask before each step, a feed, a place up to
 * which everything is done, and a checkpoint that follows it.
 *
 * <p>Thread-safe. Fields without {@code volatile} are touched in {@link #work} alone, which is
 * serial.
 */
abstract class LeasedWorker implements PartitionWorker {
  private static final Logger LOG = System.getLogger(LeasedWorker.class.getName());
  private static final long PAUSE_AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);

  /** After so long others get the thread. */
  private static final long TURN = TimeUnit.MILLISECONDS.toNanos(20);

  final ConsumerParts parts;
  final SubscriptionDefinition definition;
  final PartitionFeed feed;
  final WorkerPlace place;
  private final PartitionLease lease;
  private final WorkerOwner owner;
  private final Serial serial;

  private volatile long safeUntil;
  private volatile boolean busy;
  private volatile boolean finishing;
  private volatile boolean leaving;
  private volatile boolean blamed;
  private volatile boolean abandoned;
  private volatile boolean timerDue;
  private volatile PartitionState news;

  private boolean timerSet;
  private long restUntil;
  private boolean ended;

  LeasedWorker(
      ConsumerParts parts,
      SubscriptionDefinition definition,
      PartitionLease lease,
      long safeUntil,
      WorkerOwner owner) {
    this.parts = parts;
    this.definition = definition;
    this.lease = lease;
    this.safeUntil = safeUntil;
    this.owner = owner;
    this.serial = new Serial(parts.threads(), this::work);
    this.place = new WorkerPlace(parts, lease);
    this.feed = new PartitionFeed(parts, definition.filter(), serial::wake);
  }

  @Override
  public PartitionLease lease() {
    return lease;
  }

  @Override
  public void start(PartitionState state) {
    news = state;
    serial.wake();
  }

  @Override
  public void renewed(long until) {
    safeUntil = until;
    serial.wake();
  }

  @Override
  public void learn(PartitionState state) {
    news = state;
    serial.wake();
  }

  @Override
  public void finish() {
    finishing = true;
    serial.wake();
  }

  @Override
  public void leave(boolean withBlame) {
    blamed = withBlame;
    leaving = true;
    finish();
  }

  @Override
  public boolean isStarved() {
    return feed.refusedFor() >= parts.settings().lease().toNanos();
  }

  @Override
  public void abandon() {
    abandoned = true;
    serial.wake();
  }

  @Override
  public boolean isIdle() {
    return !busy;
  }

  /** Whether the lease can still be trusted, by this process' clock. */
  boolean isTrusted() {
    return parts.now() - safeUntil < 0;
  }

  boolean isFinishing() {
    return finishing || abandoned;
  }

  // ---- for the kinds of worker, all within work ----

  /** The partition's row was read: for the first time, or anew. */
  abstract void read(PartitionState state);

  /** Does one thing; answers whether there may be more to do at once. */
  abstract boolean step() throws InterruptedException;

  /** Tries parked events again if that was asked for, which need not wait for a rest. */
  abstract void replay() throws InterruptedException;

  /** Whether nothing is in hand that somebody may still answer; asked while it finishes. */
  boolean isDrained() {
    return true;
  }

  /** Its consumer has gone by itself. */
  void leftAlone() {}

  /** Forgets what was taken from the feed and is not done. */
  abstract void forget();

  void wake() {
    serial.wake();
  }

  Cursor position() {
    return place.position();
  }

  /** Begins anew at a checkpoint that the database has told. */
  void standAt(Cursor checkpoint) {
    place.standAt(checkpoint);
    feed.close();
    forget();
  }

  /** Writes the checkpoint if it is time to, or sees to it that it will be. */
  void saveWhenDue() {
    long left = place.saveWhenDue();
    if (left > 0) {
      wakeAfter(left);
    }
  }

  /** At least so long; a longer rest that was begun before is not cut short. */
  void rest(long nanos) {
    long left = Math.max(nanos, restLeft());
    restUntil = WorkerPlace.nonZero(parts.now() + left);
    wakeAfter(left);
  }

  /** At most one timer waits for this purpose; whoever needs an exact time rests. */
  private void wakeAfter(long nanos) {
    if (restUntil != 0) {
      parts.threads().after(nanos, serial::wake);
    } else if (!timerSet) {
      timerSet = true;
      parts.threads().after(nanos, this::timerRang);
    }
  }

  private void timerRang() {
    timerDue = true;
    serial.wake();
  }

  static Cursor cursorOf(EncodedEvent event) {
    return new Cursor(event.epoch(), event.version());
  }

  boolean isOfThisPartition(EncodedEvent event) {
    return definition.partitioning().of(event.event().stream()) == lease.partition();
  }

  /**
   * The hub says that what follows does not continue what was handled. The checkpoint that the
   * database has now decides: it may have been moved, or be of before what was lost.
   */
  void historyHasChanged() {
    Cursor checkpoint = readAgain().orElseThrow(() -> new LeaseLostException(lease)).checkpoint();
    LogState state = parts.store().log().state();
    if (state.honours(checkpoint)) {
      LOG.log(
          Level.WARNING,
          "The log's history has changed; "
              + lease
              + " goes on behind its checkpoint "
              + checkpoint);
      standAt(checkpoint);
      rest(PAUSE_AFTER_FAILURE);
      return;
    }
    String why =
        checkpoint.version() < state.oldest() - 1
            ? "the log has been shortened and now begins at " + state.beginning()
            : "its epoch has ended before it; the log is now at " + state.headCursor();
    halt(
        "The checkpoint "
            + checkpoint
            + " of partition "
            + lease.partition()
            + " cannot be continued: "
            + why
            + ". Rewind the subscription to the beginning, a cursor or now, and resume it.");
  }

  /** Stops the whole subscription where the database has its checkpoints. */
  void halt(String reason) {
    parts.store().progress().stop(lease, reason);
    parts.metrics().stopped();
    LOG.log(Level.ERROR, "The subscription " + definition.name() + " has stopped. {0}", reason);
    standAt(place.saved());
    leave(false);
  }

  /** Reads the row again: a write did not find what this worker thought was there. */
  Optional<PartitionState> readAgain() {
    return parts.store().table().partitions(lease.subscription()).stream()
        .filter(state -> state.partition() == lease.partition() && state.fence() == lease.fence())
        .findFirst();
  }

  private void work() {
    busy = true;
    try {
      long turn = parts.now() + TURN;
      while (!ended && proceed()) {
        if (parts.now() - turn >= 0) {
          serial.wake();
          return;
        }
      }
    } catch (LeaseLostException e) {
      LOG.log(Level.INFO, e.getMessage());
      end(true);
    } catch (InterruptedException e) {
      // the server stops; whoever takes over does what was interrupted again
      Thread.currentThread().interrupt();
      end(true);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "The worker of " + lease + " rests a moment and tries again.", e);
      rest(PAUSE_AFTER_FAILURE);
    } finally {
      busy = false;
    }
  }

  private boolean proceed() throws InterruptedException {
    if (timerDue) {
      timerDue = false;
      timerSet = false;
    }
    if (abandoned) {
      end(true);
      return false;
    }
    learnNews();
    if (finishing) {
      if (leaving || isDrained()) {
        giveBack();
      }
      return false;
    }
    // without a place it was not started yet; without trust, renewed() wakes it, or the
    // membership finds the lease lost
    if (position() == null || !isTrusted()) {
      return false;
    }
    replay();
    if (restLeft() > 0) {
      return false;
    }
    restUntil = 0;
    return step();
  }

  private void learnNews() {
    PartitionState state = news;
    if (state != null) {
      news = null;
      if (position() == null) {
        standAt(state.checkpoint());
      }
      read(state);
    }
  }

  private long restLeft() {
    return restUntil == 0 ? 0 : Math.max(0, restUntil - parts.now());
  }

  private void giveBack() {
    if (position() != null) {
      place.save();
      if (blamed) {
        leftAlone();
      }
    }
    parts.store().leases().release(lease);
    end(false);
  }

  /** Ends without giving back, or after it. */
  void end(boolean lost) {
    if (ended) {
      return;
    }
    ended = true;
    feed.close();
    forget();
    busy = false;
    owner.ended(this, lost);
  }
}
