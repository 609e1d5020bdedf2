package dev.commitcast.domain.event;

/** Argument checks that speak in sentences. Stateless. */
final class Check {
  private Check() {}

  static void that(boolean holds, String sentence, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(String.format(sentence, values));
    }
  }

  /** A name that travels in an SSE field, where a line break would start a forged one. */
  static String singleLine(String what, String value, int maxLength) {
    that(value != null && !value.isEmpty(), "A %s must not be empty.", what);
    that(
        value.length() <= maxLength,
        "A %s has at most %d characters, this one has %d.",
        what,
        maxLength,
        value.length());
    that(
        value.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0),
        "A %s must not hold a line break or NUL.",
        what);
    return value;
  }
}
