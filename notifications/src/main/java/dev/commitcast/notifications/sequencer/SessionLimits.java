package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.prompt.SessionSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the parts of a sequencer's session may take, so that together they are over when a
 * sequencer counts as dead: it may hang right after it has sent a statement, which then runs to its
 * limit, and the silence after that is the rest. Immutable.
 *
 * @param statement for one statement
 * @param lock for the wait for one lock, less than a statement so that the error names the lock
 * @param silence between two statements; then the server ends the session, and frees its lock
 * @param answer until the node gives up the connection itself, because packets may vanish
 */
record SessionLimits(Duration statement, Duration lock, Duration silence, Duration answer) {

  /** Shares of the time after which a sequencer counts as dead. */
  static SessionLimits within(Duration deadAfter) {
    Duration tenth = deadAfter.dividedBy(10);
    return new SessionLimits(
        tenth.multipliedBy(6), tenth.multipliedBy(3), tenth.multipliedBy(4), tenth.multipliedBy(8));
  }

  /**
   * What the server is asked for. Keep-alives matter where it knows no limit for silence (before
   * PostgreSQL 14), and while a statement runs.
   */
  SessionSettings session(Map<String, String> required) {
    Map<String, String> all = new LinkedHashMap<>(required);
    all.put("statement_timeout", millis(statement));
    all.put("lock_timeout", millis(lock));
    long second = Math.max(1, silence.toSeconds() / 4);
    Map<String, String> wished =
        Map.of(
            "idle_session_timeout", millis(silence),
            "idle_in_transaction_session_timeout", millis(silence),
            "client_connection_check_interval", millis(silence.dividedBy(4)),
            "tcp_keepalives_idle", Long.toString(second),
            "tcp_keepalives_interval", Long.toString(second),
            "tcp_keepalives_count", "3",
            "tcp_user_timeout", millis(silence));
    return new SessionSettings(all, wished, answer, false);
  }

  /** How much longer than a statement its answer may take. */
  Duration answerAfter() {
    return answer.minus(statement);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
