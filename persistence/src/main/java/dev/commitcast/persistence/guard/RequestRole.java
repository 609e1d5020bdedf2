package dev.commitcast.persistence.guard;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The role that row-level security restricts, or none, where a database has none and the setting
 * allows that. Thread-safe.
 *
 * <p>The danger: whatever a session may execute may also change its settings. This stops queries
 * that lack a condition, not somebody who runs statements of his own.
 */
public final class RequestRole {
  /** Restricts nobody. */
  public static final RequestRole NONE = new RequestRole(Optional::empty);

  private static final String TAKE =
      "SELECT pg_catalog.set_config('commitcast.caller', ?, true),"
          + " pg_catalog.set_config('commitcast.rooms', ?, true),"
          + " pg_catalog.set_config('commitcast.room_prefixes', ?, true),"
          + " pg_catalog.set_config('role', ?, true)";

  private final Supplier<Optional<String>> name;

  private RequestRole(Supplier<Optional<String>> name) {
    this.name = name;
  }

  /** A role that the pool's own may act as. */
  public static RequestRole named(String name) {
    Optional<String> given = Optional.of(name);
    return new RequestRole(() -> given);
  }

  /** The one that is found at the start, and is asked for later. */
  static RequestRole known(Supplier<Optional<String>> name) {
    return new RequestRole(name);
  }

  /** Whether the work for a guard is restricted at all. */
  public boolean restricts(Guard guard) {
    return !guard.everything() && name.get().isPresent();
  }

  /** Restricts the rest of the transaction that a connection is in. */
  public void restrict(Connection connection, Guard guard) throws SQLException {
    if (!restricts(guard)) {
      return;
    }
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setString(1, guard.caller());
      take.setString(2, guard.roomsAsJson());
      take.setString(3, guard.prefixesAsJson());
      take.setString(4, name.get().orElseThrow());
      take.execute();
    }
  }

  /**
   * Restricts the rest of the entity manager's current transaction, which it makes begin on the
   * database if it has not yet.
   */
  public void restrict(EntityManager entities, Guard guard) {
    if (!restricts(guard)) {
      return;
    }
    Connection connection = entities.unwrap(Connection.class);
    if (connection == null) {
      throw new IllegalStateException("A guard can be applied only inside of a transaction.");
    }
    try {
      // The connection is the transaction's: closing it would end what we only take part in.
      restrict(connection, guard);
    } catch (SQLException e) {
      throw new PersistenceException("The guard of a request could not be applied.", e);
    }
  }
}
