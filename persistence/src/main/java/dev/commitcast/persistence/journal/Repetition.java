package dev.commitcast.persistence.journal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a line about a trouble that lasts may be written once more: at most once a minute. Owned
 * by one thread.
 */
public final class Repetition {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private Long lastTold;

  public Repetition(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether a minute has passed since the last time; if so, this is the last time. */
  public boolean mayBeTold() {
    return mayBeTold(false);
  }

  /**
   * The same for a line that begins a row of them.
   *
   * @param first whether it is written in any case
   */
  public boolean mayBeTold(boolean first) {
    long now = nanoTime.getAsLong();
    if (!first && lastTold != null && now - lastTold < EVERY.toNanos()) {
      return false;
    }
    lastTold = now;
    return true;
  }
}
