package dev.commitcast.notifications.usecase;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The statements of advisory locks by name. A name is hashed to 64 bits, with a salt that keeps it
 * apart from others' locks. Stateless.
 */
final class Locking {
  private Locking() {}

  static boolean tryLock(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_try_advisory_lock(hashtextextended(?, 7046029254386353131))")) {
      return answer(statement, name);
    }
  }

  static boolean unlock(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_advisory_unlock(hashtextextended(?, 7046029254386353131))")) {
      return answer(statement, name);
    }
  }

  /** Whether this very session holds it. */
  static boolean holds(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT EXISTS (SELECT 1 FROM pg_locks AS l,"
                + " (SELECT hashtextextended(?, 7046029254386353131) AS key) AS k"
                + " WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.granted"
                + " AND l.objsubid = 1"
                + " AND l.classid::bigint = (k.key >> 32) & 4294967295"
                + " AND l.objid::bigint = k.key & 4294967295)")) {
      return answer(statement, name);
    }
  }

  private static boolean answer(PreparedStatement statement, String name) throws SQLException {
    statement.setString(1, name);
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
