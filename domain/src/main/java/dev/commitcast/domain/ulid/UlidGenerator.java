package dev.commitcast.domain.ulid;

import java.time.Clock;
import java.util.Objects;
import java.util.Random;

/**
 * Makes ULIDs, each greater than the one before from this generator. Within a millisecond, and
 * while the clock is behind, it counts up from the last one; so give it a {@link
 * java.security.SecureRandom} where keys must not be guessed, and know that a neighbour of the same
 * millisecond can be. Thread-safe.
 */
public final class UlidGenerator {
  private static final long MAX_MILLIS = (1L << 48) - 1;

  private final Clock clock;
  private final Random random;

  private long millis = -1;
  private int chanceHigh;
  private long chanceLow;

  public UlidGenerator(Clock clock, Random random) {
    this.clock = Objects.requireNonNull(clock, "A ULID generator needs a clock.");
    this.random = Objects.requireNonNull(random, "A ULID generator needs a source of chance.");
  }

  public synchronized Ulid next() {
    long now = clock.millis();
    if (now > millis) {
      draw(now);
    } else {
      countUp();
    }
    return Ulid.of((millis << 16) | chanceHigh, chanceLow);
  }

  private void draw(long now) {
    if (now < 0 || now > MAX_MILLIS) {
      throw new IllegalStateException(
          "The clock shows a time outside of the years 1970 to 10889; set it right.");
    }
    millis = now;
    chanceHigh = random.nextInt(1 << 16);
    chanceLow = random.nextLong();
  }

  private void countUp() {
    chanceLow++;
    if (chanceLow != 0) {
      return;
    }
    chanceHigh++;
    if (chanceHigh == 1 << 16) {
      // All of this millisecond is used up: the order counts for more than the exact time.
      draw(millis + 1);
    }
  }
}
