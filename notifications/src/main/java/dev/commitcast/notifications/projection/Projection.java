package dev.commitcast.notifications.projection;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.sourcing.SourcedEvent;
import dev.commitcast.notifications.sourcing.Upcasters;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes rows of events. What it writes must follow from the events alone.
 *
 * <p>Not sealed, though there are two kinds: a bean of either has a proxy, which is a class of its
 * own.
 */
public interface Projection {
  /** By which it is known, 1 to 255 characters; never changes. */
  String name();

  /** Which events it is given. */
  EventFilter filter();

  /** Through which its events go first. */
  default Upcasters upcasters() {
    return Upcasters.NONE;
  }

  /**
   * Writes what the events mean.
   *
   * @param events at least one, in the order of the log, or of their stream for an append
   * @param connection within a transaction, the only one to write with; must not be committed,
   *     rolled back or closed
   * @throws SQLException or anything unchecked, undoes all of the transaction
   */
  void project(List<SourcedEvent> events, Connection connection) throws SQLException;
}
