package dev.commitcast.persistence.log;

import java.util.List;

/**
 * Transactions that wait for their versions, the next first. Immutable.
 *
 * @param transactions at most as many as were asked for
 * @param more whether others may wait behind them
 * @param window this statement's snapshot, for {@link ScanWindow}
 * @param oldestRunning the oldest transaction that this statement's snapshot saw running
 */
public record Waiting(
    List<Transaction> transactions, boolean more, String window, long oldestRunning) {

  /**
   * One of them. Immutable.
   *
   * @param id as the server counts them
   * @param rows how many of its events wait
   * @param streams a hash of the name of each stream that they belong to
   */
  public record Transaction(long id, long rows, List<Long> streams) {
    public Transaction {
      streams = List.copyOf(streams);
    }
  }

  public Waiting {
    transactions = List.copyOf(transactions);
  }

  /** What a drain answers that moved nothing of this. */
  public DrainResult nothingMoved(boolean cutShort) {
    return new DrainResult(DrainResult.HEAD_UNKNOWN, 0, cutShort, window, oldestRunning, 0);
  }

  /** What a drain answers that moved some of this: it knows of nothing that came later. */
  public DrainResult after(DrainResult drained, boolean cutShort) {
    return new DrainResult(
        drained.head(), drained.moved(), cutShort, window, oldestRunning, drained.outsideNotes());
  }
}
