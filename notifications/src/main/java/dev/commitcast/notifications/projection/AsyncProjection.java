package dev.commitcast.notifications.projection;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A projection that follows the log, a few milliseconds behind. An application-scoped bean of this
 * type runs on one node at a time, whichever is first.
 *
 * <p>It is given each event once and in the log's order, and its writes are committed together with
 * its position. Called by one thread at a time.
 */
public interface AsyncProjection extends Projection {
  /**
   * Removes all that was projected, to build it anew. Better by {@code DELETE} than by {@code
   * TRUNCATE}, whose lock keeps readers away until all is built.
   */
  void clear(Connection connection) throws SQLException;
}
