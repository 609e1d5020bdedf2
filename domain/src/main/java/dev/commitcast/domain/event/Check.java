package dev.commitcast.domain.event;

/** Argument checks that speak in sentences. Stateless. */
final class Check {
  private Check() {}

  static void that(boolean holds, String sentence, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(String.format(sentence, values));
    }
  }

  /**
   * A name that travels in an SSE field, where a line break would start a forged one.
   *
   * @param maxLength in characters as the database counts them, an emoji for one
   */
  static String singleLine(String what, String value, int maxLength) {
    that(value != null && !value.isEmpty(), "A %s must not be empty.", what);
    int length = value.codePointCount(0, value.length());
    that(
        length <= maxLength,
        "A %s has at most %d characters, this one has %d.",
        what,
        maxLength,
        length);
    that(
        value.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0),
        "A %s must not hold a line break or NUL.",
        what);
    wholeCharacters(what, value);
    return value;
  }

  /** Half of a character would be written as a question mark, the same for all halves. */
  static void wholeCharacters(String what, String value) {
    that(
        value == null || value.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff),
        "A %s must not hold half of a surrogate pair.",
        what);
  }
}
