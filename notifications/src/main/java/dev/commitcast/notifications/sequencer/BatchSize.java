package dev.commitcast.notifications.sequencer;

/**
 * How many events the next batch may hold: more while some are left over, since a large batch costs
 * one flush as a small one does; down to one when a batch cannot be moved, to find the event that
 * is to blame. Owned by one thread.
 */
final class BatchSize {
  private static final int STRIKES = 2;

  private final int usual;
  private final int largest;
  private int rows;
  private int strikes;

  BatchSize(int usual, int largest) {
    if (usual < 1 || largest < usual) {
      throw new IllegalArgumentException(
          "A batch holds 1 to the largest number of events, not %d to %d."
              .formatted(usual, largest));
    }
    this.usual = usual;
    this.largest = largest;
    this.rows = usual;
  }

  int rows() {
    return rows;
  }

  void succeeded(boolean cutShort) {
    strikes = 0;
    if (cutShort) {
      rows = Math.min(largest, rows * 2);
    } else {
      rows = usual;
    }
  }

  /** The batch took too long. */
  void tooSlow() {
    rows = Math.max(1, rows / 2);
  }

  /** The batch was refused. */
  void failed() {
    strikes++;
    if (strikes >= STRIKES) {
      rows = 1;
    }
  }

  /** Whether a batch of one was refused, so that there is an event to name. */
  boolean isDownToOne() {
    return rows == 1 && strikes > STRIKES;
  }

  int strikes() {
    return strikes;
  }
}
