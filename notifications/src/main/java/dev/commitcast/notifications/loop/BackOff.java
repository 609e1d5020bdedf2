package dev.commitcast.notifications.loop;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How long to pause before attempt n: something between half the first delay and a bound that
 * doubles with each attempt up to the cap. As thread-safe as its source of chance.
 */
public final class BackOff {
  private final Duration first;
  private final Duration cap;
  private final RandomGenerator random;

  public BackOff(Duration first, Duration cap, RandomGenerator random) {
    if (first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("The first delay must be more than 0, not " + first + ".");
    }
    if (cap.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "The cap of the delay must be at least the first delay " + first + ", not " + cap + ".");
    }
    this.first = first;
    this.cap = cap;
    this.random = Objects.requireNonNull(random, "A back-off needs a source of chance.");
  }

  /**
   * The pause before an attempt.
   *
   * @param attempt from 1, counted since the last success
   */
  public Duration before(int attempt) {
    if (attempt < 1) {
      throw new IllegalArgumentException("Attempts count from 1, not " + attempt + ".");
    }
    long least = Math.max(1, first.toMillis() / 2);
    long bound = bound(attempt).toMillis();
    return Duration.ofMillis(bound <= least ? least : random.nextLong(least, bound + 1));
  }

  /** The longest pause that {@link #before} may answer. */
  public Duration bound(int attempt) {
    int doublings = Math.min(attempt - 1, 30);
    Duration grown = first.multipliedBy(1L << doublings);
    return grown.compareTo(cap) > 0 ? cap : grown;
  }
}
