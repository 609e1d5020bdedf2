package dev.commitcast.persistence.log;

/**
 * How much one read may gather. A single event that is larger still comes, alone. Immutable.
 *
 * @param events most events, 1 or more
 * @param bytes most bytes of payload, 1 or more
 */
public record PageLimit(int events, long bytes) {
  public PageLimit {
    if (events < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "A page holds at least one event and one byte, not " + events + " and " + bytes + ".");
    }
  }
}
