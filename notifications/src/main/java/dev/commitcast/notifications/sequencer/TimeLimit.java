package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.prompt.PromptConnection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Holds the session to the time that a batch may take: the server cancels the statement then, and
 * somewhat later the node gives up the connection. Owned by one thread, but for {@link #answer()}.
 */
final class TimeLimit {
  private final PromptConnection connection;
  private final StatementTime time;
  private final Duration answerAfter;
  private volatile Duration answer;

  TimeLimit(PromptConnection connection, SessionLimits limits) {
    this.connection = connection;
    this.time = new StatementTime(limits.statement());
    this.answerAfter = limits.answerAfter();
    this.answer = limits.answer();
  }

  /** How long the node waits for an answer. */
  Duration answer() {
    return answer;
  }

  /** A batch was cancelled. */
  void tooShort() throws SQLException {
    if (time.tooShort()) {
      apply();
    }
  }

  /** A batch was done within this time. */
  void sufficed(Duration took) throws SQLException {
    if (time.sufficed(took)) {
      apply();
    }
  }

  private void apply() throws SQLException {
    answer = time.current().plus(answerAfter);
    connection.answerWithin(answer);
    try (PreparedStatement set =
        connection
            .connection()
            .prepareStatement("SELECT set_config('statement_timeout', ?, false)")) {
      set.setString(1, Long.toString(time.current().toMillis()));
      set.executeQuery().close();
    }
  }
}
