package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.prompt.PromptConnection;
import java.io.Serial;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Something between this node and the server shares the server's sessions. The lock that makes one
 * node the sequencer belongs to a session, so this node must not lead: it would hold the lock in
 * one session and move events in another.
 */
final class PoolerBetween extends SQLException {
  @Serial private static final long serialVersionUID = 1L;

  private PoolerBetween(String seen) {
    super(
        "A pooler is between this node and the database ("
            + seen
            + "). The sequencer needs a session of its own: set POSTGRES_HOST and POSTGRES_PORT to"
            + " the server itself; a pooler may serve other programs.");
  }

  /** Refuses a connection whose session is not the node's own. */
  static void refuse(PromptConnection connection) throws SQLException {
    try (Statement statement = connection.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_backend_pid(), current_setting('commitcast.sequencing', true)")) {
      row.next();
      int serving = row.getInt(1);
      // a pooler answers the start of a connection itself, with a process of its own
      if (serving != connection.backendPid()) {
        throw new PoolerBetween(
            "process " + connection.backendPid() + " greeted, process " + serving + " answers");
      }
      if (!"on".equals(row.getString(2))) {
        throw new PoolerBetween("the session's options did not reach the server");
      }
    }
  }
}
