package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The role and the database {@code commitcast}. Asked for at every start, because a start may have
 * been cut short between the two.
 */
public final class OwnerRole {
  private OwnerRole() {}

  public static void ensure(LocalPostgres server) throws SQLException {
    try (Connection connection = server.superuserConnection();
        Statement statement = connection.createStatement()) {
      if (found(statement, "SELECT WHERE pg_is_in_recovery()")) {
        // a standby has what its primary has, and takes nothing else
        return;
      }
      if (!found(statement, "SELECT FROM pg_roles WHERE rolname = '" + LocalPostgres.OWNER + "'")) {
        statement.execute(
            "CREATE ROLE "
                + LocalPostgres.OWNER
                + " LOGIN PASSWORD '"
                + LocalPostgres.OWNER_PASSWORD
                + "'");
      }
      // the role is called like the schema of the log, which would stand first in its search path:
      // a table that somebody creates by hand would land among the log's own
      statement.execute("ALTER ROLE " + LocalPostgres.OWNER + " SET search_path = public");
      // for the role that row-level security restricts, which the migration makes
      statement.execute("ALTER ROLE " + LocalPostgres.OWNER + " CREATEROLE");
      createDatabase(statement, LocalPostgres.DATABASE);
    }
  }

  /** Creates a database that belongs to the role, unless it is there. */
  public static void createDatabase(Statement statement, String name) throws SQLException {
    if (!found(statement, "SELECT FROM pg_database WHERE datname = '" + name + "'")) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + LocalPostgres.OWNER);
    }
  }

  private static boolean found(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }
}
