package dev.commitcast.web.request;

import dev.commitcast.web.problem.Problem;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Query parameters, read with a sentence for what is wrong. Stateless. */
public final class Parameters {
  private static final int MOST_DIGITS = 9;

  private Parameters() {}

  /** A whole number from 1; absent means the fallback. */
  public static int limit(String text, int fallback, int max) {
    if (text == null) {
      return fallback;
    }
    boolean digits =
        !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int value = digits ? Integer.parseInt(text) : 0;
    if (value < 1 || value > max) {
      throw Problem.invalidParameter("limit", "limit is a whole number from 1 to " + max + ".")
          .asException();
    }
    return value;
  }

  /** A time with an offset; absent means the fallback. */
  public static OffsetDateTime time(String name, String text, OffsetDateTime fallback) {
    if (text == null) {
      return fallback;
    }
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw Problem.invalidParameter(
              name, name + " is a time like 2026-11-21T10:00:00Z; write a + as %2B.")
          .asException(e);
    }
  }
}
