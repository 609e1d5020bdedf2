package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.loop.LostConnection;
import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.notifications.prompt.SessionSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.postgresql.PGProperty;

/** Connects and reads, once per call. Stateless; connections belong to the caller. */
public final class PlainConnector implements Connector {
  private static final String PROBE_SECONDS =
      Long.toString(ArrivalProbe.ARRIVES_WITHIN.toSeconds());

  /** It polls once a second, so this silence means that it has vanished. */
  private static final Duration IDLE_AT_MOST = Duration.ofSeconds(15);

  private final DedicatedConnections connections;
  private final EventLog log;
  private final ListenerSettings settings;
  private final Executor elsewhere;

  /**
   * @param elsewhere does what may take long and what the listener's thread must not wait for
   */
  public PlainConnector(
      DedicatedConnections connections,
      EventLog log,
      ListenerSettings settings,
      Executor elsewhere) {
    this.connections = connections;
    this.log = log;
    this.settings = settings;
    this.elsewhere = elsewhere;
  }

  @Override
  public PromptConnection open() throws SQLException {
    PromptConnection connection =
        PromptConnection.open(
            connections,
            "listener " + settings.node(),
            SessionSettings.mortal(Map.of("jit", "off"), settings.statementTimeout(), IDLE_AT_MOST)
                .answeredWithin(settings.answerWithin())
                .orWithout());
    try {
      refuseStandby(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.abort();
      throw e;
    }
  }

  private void refuseStandby(PromptConnection connection) throws SQLException {
    try (Statement statement = connection.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      row.next();
      if (row.getBoolean(1)) {
        throw new SQLException(
            "The server "
                + connections.settings()
                + " is a standby, where LISTEN is not possible; set POSTGRES_HOST to the primary.",
            "25006");
      }
    }
  }

  @Override
  public CompletableFuture<Void> notifyFromElsewhere(String channel) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            sendTo(channel);
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        elsewhere);
  }

  private void sendTo(String channel) throws SQLException {
    // of the whole search: a host that says nothing must leave time for the next one
    int hosts = connections.settings().hosts().all().size();
    Map<PGProperty, String> impatient =
        Map.of(
            PGProperty.CONNECT_TIMEOUT,
            PROBE_SECONDS,
            PGProperty.LOGIN_TIMEOUT,
            Long.toString(ArrivalProbe.ARRIVES_WITHIN.toSeconds() * hosts),
            PGProperty.SOCKET_TIMEOUT,
            PROBE_SECONDS);
    try (Connection connection =
            PromptConnection.openPlain(connections, "probe " + settings.node(), impatient);
        PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, '')")) {
      statement.setString(1, channel);
      statement.executeQuery().close();
    }
  }

  @Override
  public LogPage readPage(PromptConnection connection, long version) throws SQLException {
    try {
      return log.readAfter(
          connection.connection(), version, settings.pageEvents(), settings.pageBytes());
    } catch (SQLException e) {
      throw sharpened(e);
    }
  }

  @Override
  public LogState state(PromptConnection connection) throws SQLException {
    try {
      return log.state(connection.connection());
    } catch (SQLException e) {
      throw sharpened(e);
    }
  }

  /** So that nobody tries again on a connection that is dead. */
  private static SQLException sharpened(SQLException e) {
    return LostConnection.isMeantBy(e) ? new LostConnection(e) : e;
  }
}
