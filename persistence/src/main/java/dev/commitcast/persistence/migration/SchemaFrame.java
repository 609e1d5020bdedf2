package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The schemas themselves, around what Flyway puts into them. A schema that we make carries a
 * comment; the roll-back drops only what carries it and is empty. Stateless, thread-safe.
 */
final class SchemaFrame {
  /** One for the whole database: two installations share the extensions. */
  private static final long LOCK = 0x636f_6d6d_6974_6361L;

  private final SchemaNames schemas;

  SchemaFrame(SchemaNames schemas) {
    this.schemas = schemas;
  }

  /**
   * Waits its turn, as long as the session's {@code lock_timeout} allows; ends with the session.
   */
  void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_lock(?)")) {
      lock.setLong(1, LOCK);
      lock.execute();
    }
  }

  void raise(Connection connection) throws SQLException {
    run(connection, "raise-schemas.sql");
  }

  void strike(Connection connection) throws SQLException {
    run(connection, "strike-schemas.sql");
  }

  private void run(Connection connection, String file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SqlFile.load(SchemaFrame.class, file, schemas));
    }
  }
}
