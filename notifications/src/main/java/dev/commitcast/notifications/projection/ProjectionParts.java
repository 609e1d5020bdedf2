package dev.commitcast.notifications.projection;

import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.projection.ProjectionTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * What followers are made of. Immutable, but for the signal.
 *
 * @param connections one for each projection that runs, and one for a rebuild
 * @param log read with the projection's own connection
 * @param table where positions are kept
 * @param signal raised when there are new events, or a projection came on
 * @param journal where failures are written
 */
record ProjectionParts(
    DedicatedConnections connections,
    EventLog log,
    ProjectionTable table,
    Signal signal,
    Journal journal) {
  /** The server itself must find out that a node has vanished, or its row stays taken. */
  private static final Map<String, String> SESSION =
      Map.of(
          "tcp_keepalives_idle", "10",
          "tcp_keepalives_interval", "5",
          "tcp_keepalives_count", "3",
          "client_connection_check_interval", "10000");

  Connection connect(String purpose) throws SQLException {
    return connections.open("projection " + purpose, SESSION);
  }
}
