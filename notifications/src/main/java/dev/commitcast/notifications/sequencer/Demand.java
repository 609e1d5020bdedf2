package dev.commitcast.notifications.sequencer;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How many events came lately, in slices of 50 ms over the last second and a bit. Owned by one
 * thread.
 */
final class Demand {
  private static final long SLICE_NANOS = 50_000_000;
  private static final int SLICES = 24;

  private final LongSupplier nanoTime;
  private final int[] counts = new int[SLICES];
  private long newest;

  Demand(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "Demand needs a clock.");
    this.newest = slice();
  }

  void add(int events) {
    advance();
    counts[index(newest)] += events;
  }

  /** Events of the last stretch, at most one second. */
  int within(Duration stretch) {
    advance();
    long slices = Math.min(SLICES, Math.max(1, stretch.toNanos() / SLICE_NANOS));
    int sum = 0;
    for (long i = newest - slices + 1; i <= newest; i++) {
      sum += counts[index(i)];
    }
    return sum;
  }

  private void advance() {
    long now = slice();
    long steps = Math.min(SLICES, now - newest);
    for (long i = 1; i <= steps; i++) {
      counts[index(now - steps + i)] = 0;
    }
    newest = now;
  }

  private long slice() {
    return Math.floorDiv(nanoTime.getAsLong(), SLICE_NANOS);
  }

  private static int index(long slice) {
    return (int) Math.floorMod(slice, (long) SLICES);
  }
}
