package dev.commitcast.server.faults;

import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.server.faults.load.Tables;
import dev.commitcast.server.faults.proxy.TcpProxy;
import dev.commitcast.server.faults.watch.HealthAnswer;
import dev.commitcast.server.faults.watch.HealthWatch;
import dev.commitcast.server.liberty.LibertyNode;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/**
 * A database server, two nodes, a proxy between each of them and the database, and tables that are
 * watched. Writers reach the database directly; they are not what is tested.
 *
 * <p>Faults use it from one thread.
 */
public final class FaultyWorld implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(90);
  static final int NODES = 2;

  private final List<TcpProxy> proxies = new ArrayList<>();
  private final List<LibertyNode> nodes = new ArrayList<>();
  private final LocalPostgres first;
  private volatile LocalPostgres primary;
  private Load load;

  private FaultyWorld(LocalPostgres primary) {
    this.first = primary;
    this.primary = primary;
  }

  /** A server as the rows want it; a row that needs another one starts that. */
  public static LocalPostgres.Builder server() {
    return LocalPostgres.builder()
        .setting("max_connections", "100")
        .setting("max_notify_queue_pages", "64")
        .setting("fsync", "off");
  }

  /** On a server of its own, which it ends. */
  public static FaultyWorld start(long seed) {
    return start(server().start(), Map.of(), seed);
  }

  /**
   * Starts the nodes, waits until they are ready and makes the tables.
   *
   * @param postgres ends with this world
   * @param environment more settings for the nodes
   * @param seed of the proxies
   */
  public static FaultyWorld start(
      LocalPostgres postgres, Map<String, String> environment, long seed) {
    FaultyWorld world = new FaultyWorld(postgres);
    try {
      for (int i = 0; i < NODES; i++) {
        world.describeNode(i, environment, seed + i);
      }
      // one after the other makes the log once; side by side is tested elsewhere
      world.startNodes();
      try (Connection superuser = world.superuser()) {
        Tables.make(superuser);
      }
      return world;
    } catch (SQLException e) {
      world.close();
      throw new IllegalStateException("The tables of the load could not be made.", e);
    } catch (RuntimeException e) {
      world.close();
      throw e;
    }
  }

  private void describeNode(int number, Map<String, String> environment, long seed) {
    PostgresDatabase database = primary.database();
    TcpProxy proxy = TcpProxy.to(database.host(), database.port(), seed);
    proxies.add(proxy);
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "MP_CONFIG_PROFILE",
                "dev",
                "POSTGRES_PORT",
                Integer.toString(proxy.port()),
                "COMMITCAST_NODE_NAME",
                "node-" + number,
                "COMMITCAST_HUB_HEARTBEAT",
                "1s"));
    settings.putAll(environment);
    nodes.add(LibertyNode.describe(database, settings, List.of("-Xmx256m")));
  }

  /** Starts the nodes that do not run, side by side, and waits until they are ready. */
  public void startNodes() {
    CompletableFuture<?>[] starting =
        nodes.stream()
            .filter(node -> !node.running())
            .map(node -> CompletableFuture.runAsync(node::startAndAwait))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(starting).join();
  }

  /** The server that takes writes now. */
  public LocalPostgres primary() {
    return primary;
  }

  /**
   * From now on everybody who connects reaches this one. It belongs to whoever made it.
   *
   * @param promoted takes writes
   */
  public void primary(LocalPostgres promoted) {
    primary = promoted;
    proxies.forEach(proxy -> proxy.target(promoted.host(), promoted.port()));
  }

  public List<TcpProxy> proxies() {
    return List.copyOf(proxies);
  }

  public TcpProxy proxy(int node) {
    return proxies.get(node);
  }

  public LibertyNode node(int number) {
    return nodes.get(number);
  }

  public List<LibertyNode> nodes() {
    return List.copyOf(nodes);
  }

  public List<URI> uris() {
    return nodes.stream().map(LibertyNode::uri).toList();
  }

  /** The load of the row that is running. */
  public Load load() {
    return load;
  }

  /** Begins load; it is that of this world until other load begins. */
  public Load begin(String name, Fault.Pace pace, long seed) throws SQLException {
    load = new Load(this, name, pace, seed);
    return load;
  }

  /** As a program that writes, with bounded patience. */
  public Connection writer() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", Tables.WRITER);
    properties.setProperty("password", Tables.WRITER);
    properties.setProperty("ApplicationName", "writer");
    properties.setProperty("connectTimeout", "3");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("socketTimeout", "40");
    return DriverManager.getConnection(primary.database().jdbcUrl(), properties);
  }

  /** As the superuser, to the database of the log, able to write whatever the default is. */
  public Connection superuser() throws SQLException {
    Connection connection = primary.superuserConnection(LocalPostgres.DATABASE);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; SET statement_timeout = 0");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  public void asSuperuser(String... statements) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  public List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  public long number(String sql) throws SQLException {
    return Long.parseLong(texts(sql).get(0));
  }

  /** Ends the nodes' connections whose name, such as {@code commitcast listener%}, is like this. */
  public int terminate(String like) throws SQLException {
    return texts(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '"
                + like
                + "'")
        .size();
  }

  /** The node that holds the sequencer's lock; -1 while nobody does. */
  public int leader() throws SQLException {
    List<String> names =
        texts(
            "SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)"
                + " WHERE l.locktype = 'advisory' AND l.granted"
                + " AND a.application_name LIKE 'commitcast sequencer node-%'");
    return names.isEmpty() ? -1 : names.get(0).charAt(names.get(0).length() - 1) - '0';
  }

  /** The node that sequences, once there is one. */
  public int awaitLeader() {
    return await("a node sequences").atMost(PATIENCE).until(this::leader, leader -> leader >= 0);
  }

  public HealthAnswer health(int node) throws InterruptedException {
    return HealthWatch.ask(nodes.get(node).uri());
  }

  public void awaitReady(int node) {
    await("node " + node + " is ready").atMost(PATIENCE).until(() -> health(node).up());
  }

  public void awaitNotReady(int node) {
    await("node " + node + " is not ready").atMost(PATIENCE).until(() -> health(node).down());
  }

  /** Puts right whatever a row that failed has left, and waits until all nodes serve. */
  public void settle() {
    proxies.forEach(TcpProxy::pass);
    primary.start();
    nodes.stream().filter(LibertyNode::running).forEach(node -> Signals.thaw(node.pid()));
    startNodes();
    for (int i = 0; i < nodes.size(); i++) {
      awaitReady(i);
    }
    awaitLeader();
  }

  @Override
  public void close() {
    nodes.forEach(LibertyNode::kill);
    proxies.forEach(TcpProxy::close);
    first.close();
  }
}
