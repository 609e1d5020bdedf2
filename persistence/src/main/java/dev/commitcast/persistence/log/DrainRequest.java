package dev.commitcast.persistence.log;

/**
 * How much one drain may move and whom it tells. Immutable.
 *
 * @param window the scan window, see {@link ScanWindow}
 * @param maxRows most events, 1 to 1,048,576 (what an id prefix can tell apart)
 * @param maxBytes most bytes; one larger event still goes, alone
 * @param idPrefix first 22 characters of new ULIDs, see {@link EventIdPrefix}
 * @param notifies whether listeners are told; false only while the server's queue is full
 */
public record DrainRequest(
    String window, int maxRows, long maxBytes, String idPrefix, boolean notifies) {
  public static final int MOST_ROWS = 1 << 20;

  /** The same through another window. */
  public DrainRequest within(String otherWindow) {
    return new DrainRequest(otherWindow, maxRows, maxBytes, idPrefix, notifies);
  }

  /** The same for fewer events. */
  public DrainRequest ofRows(int rows) {
    return new DrainRequest(window, rows, maxBytes, idPrefix, notifies);
  }

  public DrainRequest {
    if (maxRows < 1 || maxRows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "A drain moves at most 1 to " + MOST_ROWS + " events, not " + maxRows + ".");
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("A drain moves at least 1 byte, not " + maxBytes + ".");
    }
    if (idPrefix == null || idPrefix.length() != EventIdPrefix.LENGTH) {
      throw new IllegalArgumentException(
          "The prefix of new ids has " + EventIdPrefix.LENGTH + " characters: " + idPrefix);
    }
  }
}
