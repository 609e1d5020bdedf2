package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Heartbeat;

/**
 * How far a worker has come, and the checkpoint that follows it in the database. Owned by the
 * worker's serial work; not thread-safe.
 */
final class WorkerPlace {
  /** Places that were only passed over cost a write far less often: nobody waits for them. */
  private static final int IDLE_SAVES_LESS_OFTEN = 20;

  private final ConsumerParts parts;
  private final PartitionLease lease;
  private Cursor position;
  private Cursor saved;
  private long dirtySince;
  private int unsaved;

  WorkerPlace(ConsumerParts parts, PartitionLease lease) {
    this.parts = parts;
    this.lease = lease;
  }

  /** Everything up to here is done; null until the checkpoint was read. */
  Cursor position() {
    return position;
  }

  /** The checkpoint as the database has it, as far as this worker knows. */
  Cursor saved() {
    return saved;
  }

  /** Begins at a checkpoint that the database has told. */
  void standAt(Cursor checkpoint) {
    position = checkpoint;
    saved = checkpoint;
    unsaved = 0;
    dirtySince = 0;
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
      standAt(place);
    }
  }

  /** Writes the checkpoint if it has moved. */
  void save() {
    if (position.version() > saved.version()) {
      parts.store().progress().advance(lease, position);
      savedAt(position);
    }
  }

  /** Writes the checkpoint if it is time to; the nanoseconds until it will be, 0 if it need not. */
  long saveWhenDue() {
    if (position.version() <= saved.version()) {
      return 0;
    }
    long interval = parts.settings().checkpointEvery().toNanos();
    long due = dirtySince + (unsaved > 0 ? interval : interval * IDLE_SAVES_LESS_OFTEN);
    long left = due - parts.now();
    if (unsaved >= parts.settings().checkpointEvents() || left <= 0) {
      save();
      return 0;
    }
    return left;
  }

  /** Up to where a frame takes one who has read it; null if it does not say. */
  static Cursor of(Frame frame) {
    if (frame instanceof EncodedEvent event) {
      return new Cursor(event.epoch(), event.version());
    }
    if (frame instanceof ControlFrame control) {
      return control.cursor();
    }
    return frame instanceof Heartbeat heartbeat ? heartbeat.cursor() : null;
  }

  /** A moment that may be told from none. */
  static long nonZero(long nanos) {
    return nanos == 0 ? 1 : nanos;
  }
}
