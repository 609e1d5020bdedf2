package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which nodes have sessions in a database, by the names that they give them. Stateless. */
final class ConnectedNodes {
  private final DedicatedConnections connections;

  ConnectedNodes(DedicatedConnections connections) {
    this.connections = connections;
  }

  Set<String> names() throws SQLException {
    Set<String> names = new TreeSet<>();
    try (Connection connection = connections.open("roll-back", Map.of());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                SqlFile.load(
                    ConnectedNodes.class,
                    "connected-nodes.sql",
                    connections.settings().schemas()))) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
