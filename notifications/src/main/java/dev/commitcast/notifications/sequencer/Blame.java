package dev.commitcast.notifications.sequencer;

import dev.commitcast.persistence.error.DatabaseError;
import dev.commitcast.persistence.error.DatabaseErrors;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * Whether an event is to blame for a failed batch, or the server's condition is. Unknown errors
 * blame the event, because a trigger may raise any: held back wrongly, it goes on by itself.
 */
final class Blame {
  private static final Set<String> CONDITIONS =
      Set.of(
          // connection, feature, transaction state, prepared statements, password, catalog,
          // roll-back
          "08",
          "0A",
          "25",
          "26",
          "28",
          "2B",
          "3D",
          "3F",
          "40",
          // resources, another's lock, operator, system, settings
          "53",
          "55",
          "57",
          "58",
          "F0");

  /** A right that is missing; an index that is damaged, unlike a value that is (XX001). */
  private static final Set<String> OTHERS = Set.of("42501", "XX002");

  /** Two sequencers have met. */
  private static final String VERSION_TAKEN = "events_pkey";

  private static final String LIMIT = "54000";

  private Blame() {}

  /**
   * Whether the server's notification queue has no place for what a batch tells. Values that exceed
   * a limit have the same state, and the server's words have many languages.
   */
  static boolean isQueueFull(SQLException e) {
    return LIMIT.equals(e.getSQLState())
        && e instanceof PSQLException known
        && known.getServerErrorMessage() != null
        && "async.c".equals(known.getServerErrorMessage().getFile());
  }

  static boolean isOnAnEvent(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.length() == 5
        && !isQueueFull(e)
        && !CONDITIONS.contains(state.substring(0, 2))
        && !OTHERS.contains(state)
        && DatabaseErrors.of(e).flatMap(DatabaseError::constraint).stream()
            .noneMatch(VERSION_TAKEN::equals);
  }

  /** Why, without the server's own words, which may quote the event. */
  static String sentence(SQLException e) {
    return DatabaseErrors.of(e)
        .map(
            error ->
                "%s (SQLSTATE %s%s)"
                    .formatted(
                        error.sentence(),
                        error.sqlState(),
                        error.constraint().map(name -> ", constraint " + name).orElse("")))
        .orElse("The database refused the statement.");
  }
}
