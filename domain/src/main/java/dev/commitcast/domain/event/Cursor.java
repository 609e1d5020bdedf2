package dev.commitcast.domain.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the log, just behind the event with this version: reading from a cursor starts with
 * the next one. Printed as {@code <epoch>.<version>}; clients treat it as opaque. Immutable.
 *
 * @param epoch the epoch in which the version was read, from 1
 * @param version the last version already seen, 0 for the beginning of the log
 */
public record Cursor(int epoch, long version) implements Comparable<Cursor> {
  private static final Pattern PRINTED = Pattern.compile("([1-9]\\d{0,8})\\.(0|[1-9]\\d{0,17})");

  public Cursor {
    Check.that(epoch >= 1, "An epoch is 1 or more, not %d.", epoch);
    Check.that(version >= 0, "A version is 0 or more, not %d.", version);
  }

  /**
   * Reads a cursor as this class prints it.
   *
   * @throws IllegalArgumentException with a sentence for the client, if the text is no cursor
   */
  public static Cursor parse(String text) {
    Matcher matcher = PRINTED.matcher(text == null ? "" : text);
    Check.that(
        matcher.matches(),
        "A cursor looks like 1.48211 (epoch, dot, version); 0 is the beginning, now is the end.");
    return new Cursor(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  public Cursor at(long otherVersion) {
    return new Cursor(epoch, otherVersion);
  }

  /** By version alone: versions never repeat, an epoch only tells how far its own reach. */
  @Override
  public int compareTo(Cursor other) {
    return Long.compare(version, other.version);
  }

  @Override
  public String toString() {
    return epoch + "." + version;
  }
}
