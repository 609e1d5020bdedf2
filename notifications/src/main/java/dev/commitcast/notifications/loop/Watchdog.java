package dev.commitcast.notifications.loop;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Cuts a loop's connection when its heart has not beaten for long. Somebody calls {@link #look()}
 * every few seconds from another thread. Thread-safe.
 */
public final class Watchdog {
  private final Heartbeat heart;
  private final Supplier<Duration> patience;
  private final Runnable cut;

  public Watchdog(Heartbeat heart, Supplier<Duration> patience, Runnable cut) {
    this.heart = Objects.requireNonNull(heart, "A watchdog needs a heart to listen to.");
    this.patience = Objects.requireNonNull(patience, "A watchdog needs patience.");
    this.cut = Objects.requireNonNull(cut, "A watchdog needs something to do.");
  }

  /** Answers whether it had to act. */
  public boolean look() {
    if (heart.silence().compareTo(patience.get()) <= 0) {
      return false;
    }
    cut.run();
    return true;
  }
}
