package dev.commitcast.domain.subscription;

import java.time.Duration;

/**
 * How often an event is tried, and how long to wait in between: the delay doubles with each failure
 * up to its longest. Immutable.
 *
 * @param maxAttempts after so many failures the event is parked, 1 to 1000
 * @param delay after the first failure, up to an hour
 * @param maxDelay the longest, from the first delay to a day
 */
public record RetryPolicy(int maxAttempts, Duration delay, Duration maxDelay) {
  public RetryPolicy {
    if (maxAttempts < 1 || maxAttempts > 1_000) {
      throw new IllegalArgumentException("maxAttempts is 1 to 1000, not " + maxAttempts + ".");
    }
    if (delay.isNegative() || delay.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("The retry delay is 0 to 1 hour, not " + delay + ".");
    }
    if (maxDelay.compareTo(delay) < 0 || maxDelay.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "The longest retry delay is at least the first, " + delay + ", and at most a day.");
    }
  }

  /** How long to wait after so many failures, from 1. */
  public Duration after(int failures) {
    Duration wait = delay;
    for (int i = 1; i < failures && wait.compareTo(maxDelay) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(maxDelay) > 0 ? maxDelay : wait;
  }
}
