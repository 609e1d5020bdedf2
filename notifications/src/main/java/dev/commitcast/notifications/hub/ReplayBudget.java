package dev.commitcast.notifications.hub;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes were read from the log for single subscribers and have not left yet. Live events
 * are shared by all who receive them; replayed ones are not, so that ten thousand slow readers
 * could hold ten thousand pages. Pages on their way may exceed the bound, one for each reader.
 * Thread-safe.
 */
final class ReplayBudget {
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  ReplayBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether the next page must wait until others have sent theirs. */
  boolean isSpent() {
    return used.get() >= maxBytes;
  }

  void borrow(long bytes) {
    used.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
