package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Heartbeat;
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

  /** Places that were only passed over cost a write far less often: nobody waits for them. */
  private static final int IDLE_SAVES_LESS_OFTEN = 20;

  final ConsumerParts parts;
  final SubscriptionDefinition definition;
  final PartitionFeed feed;
  private final PartitionLease lease;
  private final WorkerOwner owner;
  private final Serial serial;

  private volatile long safeUntil;
  private volatile boolean busy;
  private volatile boolean finishing;
  private volatile boolean abandoned;
  private volatile boolean timerDue;
  private volatile PartitionState news;

  private Cursor position;
  private Cursor saved;
  private long dirtySince;
  private int unsaved;
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
  public void abandon() {
    abandoned = true;
    serial.wake();
  }

  @Override
  public boolean isIdle() {
    return !busy;
  }

  boolean isFinishing() {
    return finishing || abandoned;
  }

  // ---- for the kinds of worker, all within work ----

  /** The partition's row was read: for the first time, or anew. */
  abstract void read(PartitionState state);

  /** Does one thing; answers whether there may be more to do at once. */
  abstract boolean step() throws InterruptedException;

  /** Forgets what was taken from the feed and is not done. */
  abstract void forget();

  void wake() {
    serial.wake();
  }

  /** The checkpoint as the database has it, as far as this worker knows. */
  Cursor saved() {
    return saved;
  }

  Cursor position() {
    return position;
  }

  /** Begins anew at a checkpoint that the database has told. */
  void standAt(Cursor checkpoint) {
    position = checkpoint;
    saved = checkpoint;
    unsaved = 0;
    dirtySince = 0;
    feed.close();
    forget();
  }

  /** Everything up to here is done. */
  void moveTo(Cursor place, int handled) {
    position = place;
    unsaved += handled;
    if (dirtySince == 0) {
      dirtySince = nonZero(parts.now());
    }
  }

  /** The database has moved the checkpoint with the effect, or with a parked event. */
  void savedAt(Cursor place) {
    saved = place;
    if (position.version() <= place.version()) {
      position = place;
      unsaved = 0;
      dirtySince = 0;
    }
  }

  /** Writes the checkpoint if it has moved. */
  void save() {
    if (position.version() > saved.version()) {
      parts.store().progress().advance(lease, position);
      savedAt(position);
    }
  }

  /** Writes the checkpoint if it is time to, or sees to it that it will be. */
  void saveWhenDue() {
    if (position.version() <= saved.version()) {
      return;
    }
    long interval = parts.settings().checkpointEvery().toNanos();
    long due = dirtySince + (unsaved > 0 ? interval : interval * IDLE_SAVES_LESS_OFTEN);
    long now = parts.now();
    if (unsaved >= parts.settings().checkpointEvents() || now - due >= 0) {
      save();
    } else {
      wakeAfter(due - now);
    }
  }

  void rest(long nanos) {
    restUntil = nonZero(parts.now() + nanos);
    wakeAfter(nanos);
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

  /** The place of a frame if it moves on without an event of this partition; null otherwise. */
  static Cursor placeOf(Frame frame) {
    if (frame instanceof ControlFrame control) {
      return control.cursor();
    }
    return frame instanceof Heartbeat heartbeat ? heartbeat.cursor() : null;
  }

  static Cursor cursorOf(EncodedEvent event) {
    return new Cursor(event.epoch(), event.version());
  }

  boolean isOfThisPartition(EncodedEvent event) {
    return definition.partitioning().of(event.event().stream()) == lease.partition();
  }

  /** The hub says that what follows does not continue what was handled. */
  void stopAsLost(Cursor at) {
    LogState state = parts.store().log().state();
    String why =
        at.version() < state.oldest() - 1
            ? "the log has been shortened and now begins at " + state.beginning()
            : "its epoch has ended before it; the log is now at " + state.headCursor();
    stop(
        "The checkpoint "
            + at
            + " of partition "
            + lease.partition()
            + " cannot be continued: "
            + why
            + ". Rewind the subscription to the beginning, a cursor or now, and resume it.");
  }

  void stop(String reason) {
    save();
    parts.store().progress().stop(lease, reason);
    parts.metrics().stopped();
    LOG.log(Level.ERROR, "The subscription " + definition.name() + " has stopped. {0}", reason);
    finishing = true;
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
      boolean more = true;
      while (more && !ended) {
        more = proceed();
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
    if (finishing) {
      giveBack();
      return false;
    }
    if (parts.now() - safeUntil >= 0) {
      // renewed() wakes it, or the membership finds the lease lost
      return false;
    }
    if (restUntil != 0 && parts.now() - restUntil < 0) {
      return false;
    }
    restUntil = 0;
    PartitionState state = news;
    if (state != null) {
      news = null;
      if (position == null) {
        standAt(state.checkpoint());
      }
      read(state);
    }
    return step();
  }

  private void giveBack() {
    if (position != null) {
      save();
    }
    parts.store().leases().release(lease);
    end(false);
  }

  private void end(boolean lost) {
    ended = true;
    feed.close();
    forget();
    busy = false;
    owner.ended(this, lost);
  }

  private static long nonZero(long nanos) {
    return nanos == 0 ? 1 : nanos;
  }
}
