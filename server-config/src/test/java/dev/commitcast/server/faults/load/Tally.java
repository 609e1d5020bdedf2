package dev.commitcast.server.faults.load;

/**
 * What came wrong, over all subscribers.
 *
 * @param commits that the tables show, those whose answer was lost among them
 * @param forgotten commits that the database acknowledged and does not have
 * @param events that the commits made
 * @param lost events that a subscriber never got
 * @param doubled events that a subscriber got twice, under different ids
 * @param reordered events that came after one which stands behind them
 * @param invented events of rows that are not in the tables
 * @param repeated events that came again under the same id, and were removed
 * @param resets how often a subscriber was told that it cannot resume
 */
public record Tally(
    long commits,
    long forgotten,
    long events,
    long lost,
    long doubled,
    long reordered,
    long invented,
    long repeated,
    long resets) {

  /** Whether the promise was kept. */
  public boolean clean() {
    return lost == 0
        && doubled == 0
        && reordered == 0
        && invented == 0
        && forgotten == 0
        && resets == 0;
  }
}
