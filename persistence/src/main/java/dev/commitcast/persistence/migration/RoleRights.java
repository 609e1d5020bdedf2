package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Gives the roles of an installation what they need, after its migrations: whatever these have
 * brought is covered at once. Stateless, thread-safe.
 */
final class RoleRights {
  private final SchemaNames schemas;
  private final String owner;
  private final String application;
  private final Optional<String> requests;

  /**
   * @param requests the role by which row-level security restricts requests; empty for none
   */
  RoleRights(SchemaNames schemas, String owner, String application, Optional<String> requests) {
    this.schemas = schemas;
    this.owner = owner;
    this.application = application;
    this.requests = requests;
  }

  /**
   * Settles the rights of all roles, if something is new; those of the one that serves requests, if
   * it has none yet; and those of the one that it takes for somebody, if that exists.
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
    if (requests.isPresent()) {
      settleRequests(connection, requests.get());
    }
  }

  private void settleRequests(Connection connection, String role) throws SQLException {
    try (PreparedStatement ensure =
            connection.prepareStatement(
                SqlFile.load(RoleRights.class, "ensure-requests.sql", schemas));
        PreparedStatement let =
            connection.prepareStatement(SqlFile.load(RoleRights.class, "let-act.sql", schemas))) {
      ensure.setString(1, role);
      ensure.execute();
      let.setString(1, application);
      let.setString(2, role);
      let.execute();
    }
  }
}
