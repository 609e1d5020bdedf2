package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Gives the roles of an installation what they need, after its migrations: whatever these have
 * brought is covered at once. Stateless, thread-safe.
 */
final class RoleRights {
  private final SchemaNames schemas;
  private final String owner;
  private final String application;

  RoleRights(SchemaNames schemas, String owner, String application) {
    this.schemas = schemas;
    this.owner = owner;
    this.application = application;
  }

  /**
   * Settles the rights of all roles, if something is new, and those of the one that serves
   * requests, if it has none yet.
   */
  void settle(Connection connection, boolean migrated) throws SQLException {
    if (migrated) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(SqlFile.load(RoleRights.class, "settle-rights.sql", schemas));
      }
    }
    if (!application.equals(owner)) {
      try (PreparedStatement ensure =
          connection.prepareStatement(
              SqlFile.load(RoleRights.class, "ensure-application.sql", schemas))) {
        ensure.setString(1, application);
        ensure.setString(2, application);
        ensure.execute();
      }
    }
  }
}
