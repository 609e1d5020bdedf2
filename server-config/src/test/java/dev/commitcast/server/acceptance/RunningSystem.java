package dev.commitcast.server.acceptance;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.server.liberty.LibertyInstallation;
import dev.commitcast.server.liberty.LibertyServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A database server of its own and one or more nodes on it. */
final class RunningSystem implements AutoCloseable {
  static final Duration START_DEADLINE = Duration.ofMinutes(2);

  private final LocalPostgres postgres;
  private final List<LibertyServer> nodes = new ArrayList<>();

  private RunningSystem(LocalPostgres postgres) {
    this.postgres = postgres;
  }

  static RunningSystem start(int nodes) throws IOException {
    return start(nodes, Map.of(), List.of());
  }

  /**
   * Starts everything and waits until it is ready.
   *
   * @param environment settings for the nodes
   * @param jvmOptions such as a smaller heap
   */
  static RunningSystem start(int nodes, Map<String, String> environment, List<String> jvmOptions)
      throws IOException {
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
    } catch (IOException | RuntimeException e) {
      system.close();
      throw e;
    }
  }

  private void addNode(Map<String, String> environment, List<String> jvmOptions)
      throws IOException {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "POSTGRES_HOST",
                postgres.host(),
                "POSTGRES_PORT",
                Integer.toString(postgres.port()),
                "POSTGRES_DB",
                LocalPostgres.DATABASE,
                "POSTGRES_USER",
                LocalPostgres.OWNER,
                "POSTGRES_PASSWORD",
                LocalPostgres.OWNER_PASSWORD,
                "COMMITCAST_PROFILE",
                "dev"));
    all.putAll(environment);
    Path folder = Files.createTempDirectory("commitcast-node");
    LibertyServer node =
        new LibertyServer(
            new LibertyInstallation(Path.of("target/liberty/wlp")),
            folder,
            freePort(),
            all,
            jvmOptions);
    nodes.add(node);
    node.start().awaitReady(START_DEADLINE);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  LocalPostgres postgres() {
    return postgres;
  }

  LibertyServer node(int index) {
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
    nodes.forEach(LibertyServer::kill);
    postgres.close();
  }
}
