package dev.commitcast.server.container;

import dev.commitcast.persistence.config.DedicatedConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * A database that nobody can reach, from construction to {@link #close()}: no connection is allowed
 * and all but one are ended. The one ends it.
 */
final class Outage implements AutoCloseable {
  private final Connection held;
  private final String database;

  Outage(DedicatedConnections connections) throws SQLException {
    held = connections.open("outage", Map.of());
    database = "\"" + connections.settings().database() + "\"";
    try (Statement statement = held.createStatement()) {
      statement.execute("ALTER DATABASE " + database + " CONNECTION LIMIT 0");
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
  }

  @Override
  public void close() throws SQLException {
    try (held;
        Statement statement = held.createStatement()) {
      statement.execute("ALTER DATABASE " + database + " CONNECTION LIMIT -1");
    }
  }
}
