package dev.commitcast.domain.ulid;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * 48 bits of time in milliseconds and 80 of chance, as 26 characters of Crockford's base 32; their
 * order as text is their order in time. Immutable.
 *
 * @param value 26 upper-case characters without I, L, O and U, the first at most 7
 */
public record Ulid(String value) implements Comparable<Ulid> {
  public static final int LENGTH = 26;

  /** The form as a regular expression, for annotations and path templates. */
  public static final String PATTERN = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final Pattern FORM = Pattern.compile(PATTERN);
  private static final int TIME_CHARACTERS = 10;

  public Ulid {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "A ULID has 26 characters of 0-9 and A-Z without I, L, O and U, the first at most 7.");
    }
  }

  public static boolean isValid(String text) {
    return text != null && text.length() == LENGTH && FORM.matcher(text).matches();
  }

  /** From the 128 bits, high half first. */
  static Ulid of(long high, long low) {
    char[] text = new char[LENGTH];
    long lower = low;
    long upper = high;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (lower & 31));
      lower = (lower >>> 5) | (upper << 59);
      upper >>>= 5;
    }
    return new Ulid(new String(text));
  }

  /** When it was made, if its maker's clock was right. */
  public Instant madeAt() {
    long millis = 0;
    for (int i = 0; i < TIME_CHARACTERS; i++) {
      millis = (millis << 5) | DIGITS.indexOf(value.charAt(i));
    }
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public int compareTo(Ulid other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
