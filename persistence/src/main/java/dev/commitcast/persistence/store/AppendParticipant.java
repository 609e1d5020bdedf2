package dev.commitcast.persistence.store;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.StreamAppend;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Does more in the transaction of every append that Java makes: its writes are committed with the
 * events or not at all. Appends by plain SQL and imports know nothing of it. Thread-safe.
 */
@FunctionalInterface
public interface AppendParticipant {
  /**
   * Whether there is anything for it to do at all; asked once. An append in which nobody takes part
   * is one round trip instead of two.
   */
  default boolean takesPart() {
    return true;
  }

  /**
   * Called when the events are written, with their streams still locked.
   *
   * @param connection within the append's transaction; must not be committed, rolled back or closed
   * @param results one for each append; events that were there before are marked as repeated
   * @throws SQLException or anything unchecked, undoes the append
   */
  void appended(Connection connection, List<StreamAppend> appends, List<AppendResult> results)
      throws SQLException;
}
