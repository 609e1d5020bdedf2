package dev.commitcast.notifications.canary;

import dev.commitcast.domain.event.Cursor;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether this node hands over events at all, as far as its place in the log tells. Whoever owns it
 * looks a few times a second. Not thread-safe.
 */
final class Movement {
  private final Supplier<Cursor> head;
  private final LongSupplier nanoTime;
  private Cursor seen;
  private Long movedAt;

  /**
   * @param head up to where events have been handed over, null before the first
   */
  Movement(Supplier<Cursor> head, LongSupplier nanoTime) {
    this.head = head;
    this.nanoTime = nanoTime;
    this.seen = head.get();
  }

  void look() {
    Cursor now = head.get();
    if (!Objects.equals(now, seen)) {
      seen = now;
      movedAt = nanoTime.getAsLong();
    }
  }

  /** Whether something has been handed over lately. */
  boolean isSeenWithin(Duration time) {
    look();
    return movedAt != null && nanoTime.getAsLong() - movedAt < time.toNanos();
  }
}
