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
    // as the database counts them: a sign beyond the first 65,536 is one character
    int length = value.codePointCount(0, value.length());
    that(
        length <= maxLength,
        "A %s has at most %d characters, this one has %d.",
        what,
        maxLength,
        length);
    wholeCharacters(what, value);
    that(
        value.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0),
        "A %s must not hold a line break or NUL.",
        what);
    return value;
  }

  /** Half of a character would be written as a question mark, the same for all halves. */
  static void wholeCharacters(String what, String value) {
    for (int i = 0; value != null && i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        boolean pair =
            i + 1 < value.length()
                && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
        that(pair, "A %s must not hold half of a character (a lone surrogate, at %d).", what, i);
        i++;
      }
    }
  }
}
