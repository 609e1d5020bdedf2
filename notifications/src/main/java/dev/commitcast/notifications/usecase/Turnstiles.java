package dev.commitcast.notifications.usecase;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets one at a time through for each name, in the order in which they came. Of any number who want
 * the same lock on this node, one alone waits in the database, with a connection; the others wait
 * here and cost nothing. Thread-safe.
 */
final class Turnstiles {
  private final Map<String, Turnstile> byName = new ConcurrentHashMap<>();

  private static final class Turnstile {
    private final Semaphore free = new Semaphore(1, true);

    /** Who waits or is inside; guarded by the map. */
    private int users;
  }

  /** Whether the caller's turn came in time; if so, it must leave. */
  boolean enter(String name, Duration timeout) throws InterruptedException {
    Turnstile turnstile =
        byName.compute(
            name,
            (key, known) -> {
              Turnstile own = known == null ? new Turnstile() : known;
              own.users++;
              return own;
            });
    boolean entered = false;
    try {
      entered = turnstile.free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return entered;
    } finally {
      if (!entered) {
        forget(name);
      }
    }
  }

  void leave(String name) {
    byName.get(name).free.release();
    forget(name);
  }

  private void forget(String name) {
    byName.computeIfPresent(name, (key, turnstile) -> --turnstile.users == 0 ? null : turnstile);
  }

  /** Names for which anybody waits or is inside. */
  int size() {
    return byName.size();
  }
}
