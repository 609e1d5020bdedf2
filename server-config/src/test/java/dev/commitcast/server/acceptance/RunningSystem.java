package dev.commitcast.server.acceptance;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.server.liberty.LibertyNode;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A database server of its own and one or more nodes on it. */
final class RunningSystem implements AutoCloseable {
  private final LocalPostgres postgres;
  private final List<LibertyNode> nodes = new ArrayList<>();

  private RunningSystem(LocalPostgres postgres) {
    this.postgres = postgres;
  }

  static RunningSystem start(int nodes) {
    return start(nodes, Map.of(), List.of());
  }

  /**
   * Starts everything and waits until it is ready.
   *
   * @param environment settings for the nodes
   * @param jvmOptions such as a smaller heap
   */
  static RunningSystem start(int nodes, Map<String, String> environment, List<String> jvmOptions) {
    RunningSystem system =
        new RunningSystem(
            LocalPostgres.builder()
                .setting("max_connections", "200")
                .setting("fsync", "off")
                .start());
    try {
      for (int i = 0; i < nodes; i++) {
        system.addNode(environment, jvmOptions);
      }
      return system;
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
  }

  private void addNode(Map<String, String> environment, List<String> jvmOptions) {
    Map<String, String> settings = new HashMap<>(Map.of("MP_CONFIG_PROFILE", "dev"));
    settings.putAll(environment);
    LibertyNode node = LibertyNode.describe(postgres.database(), settings, jvmOptions);
    nodes.add(node);
    node.startAndAwait();
  }

  LocalPostgres postgres() {
    return postgres;
  }

  LibertyNode node(int index) {
    return nodes.get(index);
  }

  URI uri(int node, String path) {
    return nodes.get(node).uri().resolve(path);
  }

  Connection connect() throws SQLException {
    return postgres.connection();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() {
    nodes.forEach(LibertyNode::kill);
    postgres.close();
  }
}
