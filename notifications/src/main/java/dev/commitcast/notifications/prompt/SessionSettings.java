package dev.commitcast.notifications.prompt;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a session asks of the server. Some settings are wishes: a platform that does not know one
 * (Windows has no {@code tcp_user_timeout}, for example) gets a working session without it.
 * Immutable.
 *
 * @param required run-time parameters without which the session is not opened
 * @param wished run-time parameters that are set where the server takes them
 * @param answerWithin how long the answer to a statement may take before the connection counts as
 *     dead, also in the midst of a message
 * @param dispensable whether a session without the required parameters is better than none, where a
 *     pooler refuses them
 */
public record SessionSettings(
    Map<String, String> required,
    Map<String, String> wished,
    Duration answerWithin,
    boolean dispensable) {

  public SessionSettings {
    required = Map.copyOf(required);
    wished = Map.copyOf(wished);
    if (answerWithin.toSeconds() < 1) {
      throw new IllegalArgumentException("An answer may take 1 s or more, not " + answerWithin);
    }
  }

  /**
   * A session that the server itself ends when its client has vanished, so that nothing it holds
   * outlives it.
   *
   * @param idleAtMost longer than the client ever stays silent
   */
  public static SessionSettings mortal(
      Map<String, String> required, Duration statementTimeout, Duration idleAtMost) {
    Map<String, String> all = new LinkedHashMap<>(required);
    all.put("statement_timeout", millis(statementTimeout));
    all.put("lock_timeout", "5000");
    Map<String, String> wished =
        Map.of(
            "idle_session_timeout", millis(idleAtMost),
            "idle_in_transaction_session_timeout", millis(idleAtMost),
            "client_connection_check_interval", "2000",
            "tcp_keepalives_idle", "5",
            "tcp_keepalives_interval", "2",
            "tcp_keepalives_count", "3",
            "tcp_user_timeout", "10000");
    return new SessionSettings(all, wished, statementTimeout.plusSeconds(10), false);
  }

  /** The same with another limit, which also holds for a server that says nothing at all. */
  public SessionSettings answeredWithin(Duration limit) {
    return new SessionSettings(required, wished, limit, dispensable);
  }

  /** The same, content to be without its parameters where a pooler refuses them. */
  public SessionSettings orWithout() {
    return new SessionSettings(required, wished, answerWithin, true);
  }

  void wish(Connection connection) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement("SELECT set_config(?, ?, false)")) {
      for (Map.Entry<String, String> wish : wished.entrySet()) {
        set.setString(1, wish.getKey());
        set.setString(2, wish.getValue());
        try {
          set.executeQuery().close();
        } catch (SQLException e) {
          if (!isRefusal(e)) {
            throw e;
          }
        }
      }
    }
  }

  /** The parameter or its value is not known here; anything else is a failure. */
  private static boolean isRefusal(SQLException e) {
    return "42704".equals(e.getSQLState())
        || "22023".equals(e.getSQLState())
        || "0A000".equals(e.getSQLState());
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
