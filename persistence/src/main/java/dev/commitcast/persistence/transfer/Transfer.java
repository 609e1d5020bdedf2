package dev.commitcast.persistence.transfer;

import java.time.Instant;
import java.util.List;

/**
 * How far an import came. Immutable.
 *
 * @param id its ULID
 * @param format {@code jsonl} or {@code sqlite}
 * @param name what people call it
 * @param state how it stands
 * @param place where to go on: bytes of a text, versions of a table
 * @param line the line or row that was read last
 * @param size the end of the places
 * @param added events that are new in the log
 * @param repeated events that were there
 * @param faulty what could not be taken
 * @param faults the first of those
 * @param digest of the content up to the place
 * @param startedAt when it began
 * @param updatedAt when it moved on last
 */
public record Transfer(
    String id,
    String format,
    String name,
    TransferState state,
    long place,
    long line,
    long size,
    long added,
    long repeated,
    long faulty,
    List<TransferFault> faults,
    String digest,
    Instant startedAt,
    Instant updatedAt) {
  /** More are counted, but not kept. */
  public static final int MOST_FAULTS = 100;

  public Transfer {
    faults = List.copyOf(faults);
  }

  /** Events and faults together: what was read. */
  public long read() {
    return added + repeated + faulty;
  }

  /** How much of it is done, from 0 to 100. */
  public int percent() {
    if (state == TransferState.DONE || size == 0) {
      return 100;
    }
    return (int) Math.min(99, place * 100.0 / size);
  }
}
