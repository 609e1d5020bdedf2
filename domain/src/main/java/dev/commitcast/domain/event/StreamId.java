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
    int colon = value.indexOf(':');
    return colon < 0 ? value : value.substring(0, colon);
  }

  @Override
  public String toString() {
    return value;
  }
}
