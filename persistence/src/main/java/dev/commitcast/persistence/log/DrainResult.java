package dev.commitcast.persistence.log;

/**
 * What one drain did and saw. Immutable.
 *
 * @param head the newest version afterwards; {@link #HEAD_UNKNOWN} when nothing waited and nobody
 *     asked
 * @param moved how many events got a version
 * @param cutShort whether more may be waiting that this drain's snapshot could see
 * @param window this statement's snapshot, for {@link ScanWindow}
 * @param oldestRunning the oldest transaction that this statement's snapshot saw running
 * @param outsideNotes notifications sent to programs that LISTEN in plain PostgreSQL
 */
public record DrainResult(
    long head, int moved, boolean cutShort, String window, long oldestRunning, int outsideNotes) {
  public static final long HEAD_UNKNOWN = -1;

  public DrainResult {
    if (moved < 0) {
      throw new IllegalArgumentException("A drain moves 0 or more events, not " + moved + ".");
    }
  }

  /** Nothing was moved, and nothing is known. */
  public static DrainResult nothing() {
    return new DrainResult(HEAD_UNKNOWN, 0, true, ScanWindow.WIDE_OPEN, 0, 0);
  }

  static DrainResult nothingWaits(String window, long oldestRunning) {
    return new DrainResult(HEAD_UNKNOWN, 0, false, window, oldestRunning, 0);
  }
}
