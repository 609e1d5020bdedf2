package dev.commitcast.persistence.change;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * What the log records beside a change. Immutable.
 *
 * @param actor who, such as a user's ULID; {@code null} if nobody is known
 * @param correlationId which request; {@code null} if none
 * @param traceparent W3C trace context; {@code null} if none
 */
public record ChangeContext(String actor, String correlationId, String traceparent) {
  /** A change that nobody in particular makes. */
  public static final ChangeContext NONE = new ChangeContext(null, null, null);

  private static final int MAX_LENGTH = 200;
  private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]*");
  private static final String SET =
      "SELECT pg_catalog.set_config('commitcast.actor', ?, true),"
          + " pg_catalog.set_config('commitcast.correlation_id', ?, true),"
          + " pg_catalog.set_config('commitcast.traceparent', ?, true)";

  public ChangeContext {
    check("actor", actor);
    check("correlation id", correlationId);
    check("traceparent", traceparent);
  }

  public ChangeContext by(String otherActor) {
    return new ChangeContext(otherActor, correlationId, traceparent);
  }

  /**
   * Sets it for the entity manager's current transaction, which it makes begin on the database if
   * it has not yet, so that all writes that follow use the same connection.
   */
  public void applyTo(EntityManager entities) {
    Connection connection = entities.unwrap(Connection.class);
    if (connection == null) {
      throw new IllegalStateException("Who and why can be set only inside of a transaction.");
    }
    try {
      // The connection is the transaction's: closing it would end what we only take part in.
      applyTo(connection);
    } catch (SQLException e) {
      throw new PersistenceException("Who and why of a change could not be set.", e);
    }
  }

  /** Sets it for the transaction that a connection is in. */
  public void applyTo(Connection connection) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(SET)) {
      set.setString(1, orEmpty(actor));
      set.setString(2, orEmpty(correlationId));
      set.setString(3, orEmpty(traceparent));
      set.execute();
    }
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  /** Whether a text may stand in any of the three places. */
  public static boolean accepts(String value) {
    return value.length() <= MAX_LENGTH && PRINTABLE.matcher(value).matches();
  }

  private static void check(String what, String value) {
    if (value != null && !accepts(value)) {
      throw new IllegalArgumentException(
          "The " + what + " has at most " + MAX_LENGTH + " printable ASCII characters.");
    }
  }
}
