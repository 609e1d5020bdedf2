package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.Cursor;
import java.util.List;

/**
 * Where the log begins and ends, and which cursors it can honour. Immutable.
 *
 * @param head the newest version, 0 if the log is empty
 * @param oldest the oldest version still there; {@code head + 1} if the log is empty
 * @param epochs all epochs by ascending number, at least one
 */
public record LogState(long head, long oldest, List<Epoch> epochs) {
  /**
   * One stretch of history.
   *
   * @param number from 1
   * @param fromVersion the first version of this epoch; the one before ended just below it
   */
  public record Epoch(int number, long fromVersion) {}

  public LogState {
    epochs = List.copyOf(epochs);
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("A log has at least one epoch.");
    }
  }

  public int epoch() {
    return epochs.get(epochs.size() - 1).number();
  }

  public Cursor headCursor() {
    return new Cursor(epoch(), head);
  }

  /** Where reading from the beginning starts: just before the oldest event. */
  public Cursor beginning() {
    return new Cursor(epoch(), oldest - 1);
  }

  /**
   * Whether everything after this cursor is still here and follows on what its owner has seen: not
   * removed by retention, and not of a future that a recovery has taken back.
   */
  public boolean honours(Cursor cursor) {
    return cursor.version() >= oldest - 1 && cursor.version() <= lastVersionOf(cursor.epoch());
  }

  /** Every later epoch has taken back what stood above its beginning, whichever came last. */
  private long lastVersionOf(int epoch) {
    if (epochs.stream().noneMatch(each -> each.number() == epoch)) {
      return -1;
    }
    return epochs.stream()
        .filter(each -> each.number() > epoch)
        .mapToLong(each -> each.fromVersion() - 1)
        .reduce(head, Math::min);
  }
}
