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
import java.util.concurrent.CompletableFuture;

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
   * One node with the settings of a first run, for all tests of this JVM that neither stop anything
   * nor mind what others have written. Nobody closes it: it ends with the JVM.
   */
  static RunningSystem shared() {
    return Shared.SYSTEM;
  }

  private static final class Shared {
    private static final RunningSystem SYSTEM = start(1);
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
        system.nodes.add(system.describe(environment, jvmOptions));
      }
      // beside each other, as most of a start is waiting
      CompletableFuture.allOf(
              system.nodes.stream()
                  .map(node -> CompletableFuture.runAsync(node::startAndAwait))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
      return system;
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
  }

  private LibertyNode describe(Map<String, String> environment, List<String> jvmOptions) {
    Map<String, String> settings = new HashMap<>(Map.of("MP_CONFIG_PROFILE", "dev"));
    settings.put("COMMITCAST_NODE_NAME", "node-" + nodes.size());
    settings.putAll(environment);
    return LibertyNode.describe(postgres.database(), settings, jvmOptions);
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

  /** The node that holds the sequencer's lock; -1 while nobody does. */
  int leader() throws SQLException {
    try (Connection superuser = postgres.superuserConnection(LocalPostgres.DATABASE);
        Statement statement = superuser.createStatement();
        ResultSet names =
            statement.executeQuery(
                "SELECT replace(a.application_name, 'commitcast sequencer node-', '')"
                    + " FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)"
                    + " WHERE l.locktype = 'advisory' AND l.granted"
                    + " AND a.application_name LIKE 'commitcast sequencer node-%'")) {
      return names.next() ? names.getInt(1) : -1;
    }
  }

  @Override
  public void close() {
    nodes.forEach(LibertyNode::kill);
    postgres.close();
  }
}
