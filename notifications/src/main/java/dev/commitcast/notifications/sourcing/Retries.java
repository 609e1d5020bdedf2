package dev.commitcast.notifications.sourcing;

import dev.commitcast.notifications.loop.BackOff;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How often a decision is made anew when somebody else was quicker. Immutable.
 *
 * @param attempts in all, 1 or more
 * @param backOff how long to pause before each but the first
 * @param pause how to
 */
public record Retries(int attempts, BackOff backOff, Pause pause) {
  public Retries {
    if (attempts < 1) {
      throw new IllegalArgumentException("At least one attempt is made, not " + attempts + ".");
    }
    Objects.requireNonNull(backOff, "Retries need a back-off.");
    Objects.requireNonNull(pause, "Retries need a way to pause.");
  }

  /** Ten attempts, with pauses of 2 to 200 milliseconds. */
  public static Retries defaults(RandomGenerator random) {
    return new Retries(
        10, new BackOff(Duration.ofMillis(4), Duration.ofMillis(200), random), Pause.SLEEP);
  }
}
