package dev.commitcast.persistence.error;

import dev.commitcast.persistence.error.DatabaseError.Kind;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * SQLSTATE to sentence. Looks through causes and chained exceptions, since JPA, Flyway and the
 * transaction manager wrap what the driver throws. Stateless, thread-safe.
 */
public final class DatabaseErrors {
  /** By text, because the driver of the server's data source is not the class that we see. */
  private static final Pattern CONSTRAINT = Pattern.compile("constraint \"([^\"]{1,63})\"");

  private static final String DISTRUST =
      "The database shows a certificate that is not trusted or is another host's; see"
          + " commitcast.database.ssl-root-cert and POSTGRES_HOST.";

  private static final String NO_PRIMARY =
      "None of the hosts of POSTGRES_HOST is a primary that can be reached.";

  private DatabaseErrors() {}

  /** The database's part in a failure; empty if it had none. */
  public static Optional<DatabaseError> of(Throwable failure) {
    return find(failure).map(DatabaseErrors::read);
  }

  /** One sentence for a log line or a start that failed, whatever the failure is. */
  public static String explain(Throwable failure) {
    return find(failure)
        .map(e -> read(e).sentence() + " (SQLSTATE " + stateOf(e) + ": " + firstLine(e) + ")")
        .orElseGet(() -> firstLine(failure));
  }

  private static DatabaseError read(SQLException e) {
    String state = stateOf(e);
    Optional<String> constraint =
        state.startsWith("23") ? constraintIn(e.getMessage()) : Optional.empty();
    return isDistrust(e)
        ? new DatabaseError(state, Kind.BROKEN, DISTRUST, constraint)
        : new DatabaseError(
            state, kind(state), lacksPrimary(e, state) ? NO_PRIMARY : sentence(state), constraint);
  }

  /**
   * The driver says the same state for this as for a database that is away. Waiting mends nothing.
   */
  private static boolean isDistrust(SQLException e) {
    if (!stateOf(e).startsWith("08")) {
      return false;
    }
    // the name of a class, so it stands in the message in every language
    if (String.valueOf(e.getMessage()).contains("HostnameVerifier")) {
      return true;
    }
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable at = e.getCause(); at != null && seen.add(at); at = at.getCause()) {
      if (at instanceof GeneralSecurityException || at instanceof SSLPeerUnverifiedException) {
        return true;
      }
    }
    return false;
  }

  /** By the name of the driver's setting, which stands in the message in every language. */
  private static boolean lacksPrimary(SQLException e, String state) {
    return state.startsWith("08") && String.valueOf(e.getMessage()).contains("targetServerType");
  }

  private static Kind kind(String state) {
    return switch (state) {
      case "23505", "23P01" -> Kind.DUPLICATE;
      case "23503", "23001" -> Kind.REFERENCE;
      case "40001", "40P01", "55P03" -> Kind.CONFLICT;
      case "P0001" -> Kind.INVALID;
      case "57P01", "57P02", "57P03", "57P05" -> Kind.UNAVAILABLE;
      case "08004" -> Kind.BROKEN;
      default ->
          switch (state.substring(0, 2)) {
            case "22", "23" -> Kind.INVALID;
            case "08", "53", "58" -> Kind.UNAVAILABLE;
            default -> Kind.BROKEN;
          };
    };
  }

  private static String sentence(String state) {
    return switch (state) {
      case "42P04" -> "The database already exists.";
      case "42P06" -> "The schema already exists.";
      case "42P07" -> "A table of this name already exists: the schema holds tables of others.";
      case "42501" ->
          "The role has insufficient privileges; the one that migrates should own the database"
              + " (see commitcast.owner.user).";
      case "3D000" -> "The database does not exist; create it or correct POSTGRES_DB.";
      case "3F000" -> "The schema does not exist.";
      case "28P01" -> "The database refuses this user or password.";
      case "28000" ->
          "The database refuses this user from here; see its pg_hba.conf, and"
              + " commitcast.database.ssl-mode if it demands TLS.";
      case "08004" ->
          "The database does not offer such a connection; see commitcast.database.ssl-mode.";
      case "23505" -> "The same value exists already and must be unique.";
      case "23503" -> "A row that is referred to does not exist, or is still referred to.";
      case "23001" -> "The row is still referred to and cannot be deleted.";
      case "23502" -> "A required value is missing.";
      case "23514" -> "A value is not among those that the table allows.";
      case "23P01" -> "The row overlaps another one.";
      case "22001" -> "A text is longer than its column.";
      case "22P02", "22007", "22008" -> "A value cannot be read as the type of its column.";
      case "22003" -> "A number is too large for its column.";
      case "22021", "22P05" -> "A text holds a character that the database cannot store.";
      case "40001" -> "Another transaction changed the same rows; try again.";
      case "40P01" -> "Two transactions waited for each other; try again.";
      case "55P03" -> "Another transaction holds the lock for too long; try again.";
      case "P0001" -> "A rule of the database refused the change.";
      case "57014" -> "The statement took too long and was cancelled.";
      case "53300" ->
          "The database has no connection left; raise max_connections or lower the pool.";
      case "53100" -> "The disk of the database is full.";
      case "53200" -> "The database is out of memory.";
      case "57P01" -> "The database closed the connection, because it stops or an operator asked.";
      case "57P02" -> "The database closed the connection after a crash of another one.";
      case "57P03" -> "The database is starting or stopping; try again soon.";
      default ->
          switch (state.substring(0, 2)) {
            case "08" -> "The database cannot be reached.";
            case "22" -> "A value does not fit its column.";
            case "23" -> "A value breaks a rule of the table.";
            case "53" -> "The database is short of resources.";
            case "58" -> "The system under the database failed.";
            default -> "The database refused the statement.";
          };
    };
  }

  private static Optional<SQLException> find(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable at = failure; at != null && seen.add(at); at = at.getCause()) {
      if (at instanceof SQLException chained) {
        for (SQLException e = chained; e != null; e = e.getNextException()) {
          if (!stateOf(e).isEmpty()) {
            return Optional.of(e);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** A pool that has no connection to give says so by the class of its exception alone. */
  private static String stateOf(SQLException e) {
    String state = e.getSQLState();
    if (state != null && state.length() == 5) {
      return state;
    }
    return e instanceof SQLTransientConnectionException
            || e instanceof SQLNonTransientConnectionException
        ? "08000"
        : "";
  }

  private static Optional<String> constraintIn(String message) {
    Matcher matcher = CONSTRAINT.matcher(message == null ? "" : message);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
