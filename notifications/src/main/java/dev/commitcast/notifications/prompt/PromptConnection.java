package dev.commitcast.notifications.prompt;

import dev.commitcast.persistence.config.DedicatedConnections;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGProperty;

/**
 * A dedicated connection that waits for notifications and can be woken. One thread owns it; {@link
 * #wakeUp()} and {@link #abort()} are for the others.
 */
public final class PromptConnection implements AutoCloseable {
  /** The driver's own probe is one millisecond, which our socket answers at once. */
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(2);

  private static final Executor SAME_THREAD = Runnable::run;

  private final Connection connection;
  private final PGConnection driver;
  private final PromptSocket socket;

  private PromptConnection(Connection connection, PromptSocket socket) throws SQLException {
    this.connection = connection;
    this.driver = connection.unwrap(PGConnection.class);
    this.socket = socket;
  }

  /**
   * Opens one in autocommit mode; in a transaction no notification would ever arrive.
   *
   * @param purpose as {@code pg_stat_activity} shows it
   * @param session what the server is asked for
   */
  public static PromptConnection open(
      DedicatedConnections connections, String purpose, SessionSettings session)
      throws SQLException {
    String key = PromptSocketFactory.key(session.answerWithin());
    Map<PGProperty, String> properties = new EnumMap<>(PGProperty.class);
    properties.put(PGProperty.SOCKET_FACTORY, PromptSocketFactory.class.getName());
    properties.put(PGProperty.SOCKET_FACTORY_ARG, key);
    properties.put(PGProperty.CLASS_LOADER_STRATEGY, "context-first");
    properties.put(PGProperty.SOCKET_TIMEOUT, Long.toString(session.answerWithin().toSeconds()));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(PromptSocketFactory.class.getClassLoader());
    Connection connection = null;
    try {
      connection = opened(connections, purpose, session, properties);
      PromptSocket socket = PromptSocketFactory.claim(key);
      if (socket == null) {
        throw new SQLException(
            "The driver did not use our socket factory; is another socketFactory configured?");
      }
      return prepared(new PromptConnection(connection, socket), session);
    } catch (SQLException | RuntimeException e) {
      closeAfter(e, connection);
      throw e;
    } finally {
      PromptSocketFactory.claim(key);
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /**
   * A session of somebody else's pool outlives us there, and others get it next: nothing is set in
   * it, and no statement prepared.
   */
  private static PromptConnection prepared(PromptConnection opened, SessionSettings session)
      throws SQLException {
    Connection connection = opened.connection;
    connection.setNetworkTimeout(SAME_THREAD, (int) session.answerWithin().toMillis());
    if (opened.isDirect()) {
      session.wish(connection);
    } else {
      opened.driver.setPrepareThreshold(0);
    }
    return opened;
  }

  private static Connection opened(
      DedicatedConnections connections,
      String purpose,
      SessionSettings session,
      Map<PGProperty, String> properties)
      throws SQLException {
    try {
      return connections.open(purpose, session.required(), properties);
    } catch (SQLException e) {
      if (session.dispensable() && isRefusedParameter(e)) {
        return openBare(connections, purpose, properties);
      }
      throw e;
    }
  }

  /**
   * A plain connection for one statement. Where a pooler refuses parameters at the start, it is
   * opened without them.
   */
  public static Connection openPlain(
      DedicatedConnections connections, String purpose, Map<PGProperty, String> properties)
      throws SQLException {
    try {
      return connections.open(purpose, Map.of(), properties);
    } catch (SQLException e) {
      if (isRefusedParameter(e)) {
        return openBare(connections, purpose, properties);
      }
      throw e;
    }
  }

  private static Connection openBare(
      DedicatedConnections connections, String purpose, Map<PGProperty, String> properties)
      throws SQLException {
    Map<PGProperty, String> bare = new EnumMap<>(PGProperty.class);
    bare.putAll(properties);
    bare.put(PGProperty.CURRENT_SCHEMA, null);
    return connections.open(purpose, Map.of(), bare);
  }

  /** As PgBouncer says it of all that it cannot keep for a client. */
  private static boolean isRefusedParameter(SQLException e) {
    return "08P01".equals(e.getSQLState())
        && String.valueOf(e.getMessage()).contains("unsupported startup parameter");
  }

  private static void closeAfter(Exception failure, Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        failure.addSuppressed(e);
      }
    }
  }

  public Connection connection() {
    return connection;
  }

  /**
   * Whether the process that answers is the one that answered first. A pooler in between shows
   * another number than the server, or another process with each transaction.
   */
  public boolean isDirect() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1) == driver.getBackendPID();
    }
  }

  /** The server process behind it, to find it in {@code pg_stat_activity}. */
  public int backendPid() {
    return driver.getBackendPID();
  }

  public void listen(String channel) throws SQLException {
    listen(List.of(channel), List.of());
  }

  /** Begins and ends to listen, all or nothing; one round trip for a few, a few for thousands. */
  public void listen(Collection<String> begin, Collection<String> end) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String channel : end) {
        statement.addBatch("UNLISTEN " + driver.escapeIdentifier(channel));
      }
      for (String channel : begin) {
        statement.addBatch("LISTEN " + driver.escapeIdentifier(channel));
      }
      statement.executeBatch();
    }
  }

  /** Whether the server still knows that this session listens. */
  public boolean listensTo(String channel) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM pg_listening_channels() AS c (name) WHERE c.name = ?")) {
      statement.setString(1, channel);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** How long the server's answer to a statement may take from now on. */
  public void answerWithin(Duration limit) throws SQLException {
    connection.setNetworkTimeout(SAME_THREAD, (int) limit.toMillis());
  }

  /** Does something with a shorter limit on the time that the server's answer may take. */
  public <T> T within(Duration limit, Question<T> question) throws SQLException {
    int before = connection.getNetworkTimeout();
    connection.setNetworkTimeout(SAME_THREAD, (int) limit.toMillis());
    try {
      return question.ask(this);
    } finally {
      connection.setNetworkTimeout(SAME_THREAD, before);
    }
  }

  /**
   * Waits for notifications, until the time is over or somebody wakes us.
   *
   * @return what has come, empty if nothing has
   */
  public List<PGNotification> await(Duration atMost) throws SQLException {
    Duration wait = atMost.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : atMost;
    socket.beginWait();
    try {
      PGNotification[] notifications = driver.getNotifications((int) wait.toMillis());
      return notifications == null ? List.of() : List.of(notifications);
    } finally {
      socket.endWait();
    }
  }

  /** What has come already, without waiting. */
  public List<PGNotification> pending() throws SQLException {
    PGNotification[] notifications = driver.getNotifications();
    return notifications == null ? List.of() : List.of(notifications);
  }

  /** Ends the owner's wait, or its next one; never a statement. From any thread. */
  public void wakeUp() {
    socket.wakeUp();
  }

  /**
   * Cuts the connection, whatever its owner is doing with it. From any thread. Our own socket
   * first: over TLS the driver's wants to say farewell, and would wait for a writer that is stuck.
   */
  public void abort() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // the connection is cut below
    }
    try {
      connection.abort(SAME_THREAD);
    } catch (SQLException ignored) {
      // it was to be dead, and is
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Something to ask the server. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(PromptConnection connection) throws SQLException;
  }
}
