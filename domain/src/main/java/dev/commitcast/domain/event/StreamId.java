package dev.commitcast.domain.event;

/**
 * The name of a stream: {@code <category>:<key>} by convention, so {@code messages:01JD…} for the
 * history of one watched row. Any characters but line breaks and NUL. Immutable.
 *
 * @param value 1 to 512 characters
 */
public record StreamId(String value) {
  public static final int MAX_LENGTH = 512;

  public StreamId {
    Check.singleLine("stream name", value, MAX_LENGTH);
  }

  /** The part before the first colon; the whole name where there is none. */
  public String category() {
    return categoryOf(value);
  }

  /** The same for a name as the log holds it, which need not fit today's rules. */
  public static String categoryOf(String stream) {
    int colon = stream.indexOf(':');
    return colon < 0 ? stream : stream.substring(0, colon);
  }

  @Override
  public String toString() {
    return value;
  }
}
