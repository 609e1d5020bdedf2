package dev.commitcast.notifications.sequencer;

/**
 * How many events the next batch may hold: more while some are left over, since a large batch costs
 * one flush as a small one does; fewer when a batch takes too long. A refusal changes nothing: a
 * smaller batch would tear transactions apart, and would be refused for the same reason. Owned by
 * one thread.
 */
final class BatchSize {
  /** As few as any server moves in time; a smaller batch tears apart what belongs together. */
  private static final int FEW = 100;

  private final int usual;
  private final int largest;
  private int rows;

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
    if (cutShort) {
      rows = Math.min(largest, rows * 2);
    } else {
      rows = usual;
    }
  }

  /** The batch took too long. */
  void tooSlow() {
    rows = Math.max(Math.min(FEW, usual), rows / 2);
  }
}
