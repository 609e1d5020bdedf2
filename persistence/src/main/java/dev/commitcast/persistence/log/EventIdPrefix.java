package dev.commitcast.persistence.log;

import java.time.Clock;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The part of a ULID that all new events of one batch share: ten characters of time, twelve of
 * chance; the statement adds four of position. Sixty random bits per batch make a clash a matter of
 * trying again with another prefix. As thread-safe as its source of chance.
 */
public final class EventIdPrefix {
  public static final int LENGTH = 22;

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int TIME_CHARACTERS = 10;

  private final Clock clock;
  private final RandomGenerator random;

  public EventIdPrefix(Clock clock, RandomGenerator random) {
    this.clock = Objects.requireNonNull(clock, "An id prefix needs a clock.");
    this.random = Objects.requireNonNull(random, "An id prefix needs a source of chance.");
  }

  public String next() {
    char[] text = new char[LENGTH];
    long millis = clock.millis();
    for (int i = TIME_CHARACTERS - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (millis & 31));
      millis >>>= 5;
    }
    for (int i = TIME_CHARACTERS; i < LENGTH; i++) {
      text[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    return new String(text);
  }
}
