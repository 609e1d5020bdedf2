package dev.commitcast.notifications.loop;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/** When a loop last came round. Thread-safe. */
public final class Heartbeat {
  private final LongSupplier nanoTime;
  private volatile long last;
  private volatile boolean beating;

  public Heartbeat(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "A heartbeat needs a clock.");
    this.last = nanoTime.getAsLong();
  }

  public void beat() {
    last = nanoTime.getAsLong();
    beating = true;
  }

  /** The loop has ended on purpose: silence means nothing any more. */
  public void rest() {
    beating = false;
  }

  /** How long ago the last beat was; nothing for a loop that rests or has not begun. */
  public Duration silence() {
    return beating ? Duration.ofNanos(nanoTime.getAsLong() - last) : Duration.ZERO;
  }
}
