package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes back every migration that Flyway's history names: {@code U3__log.sql} takes back {@code
 * V3__log.sql}. One transaction each, newest first. Stateless, thread-safe.
 */
final class RollBackScripts {
  private static final String FOLDER = "/dev/commitcast/persistence/rollbacks/";

  private record Applied(int rank, int version, String script) {}

  private final SchemaNames schemas;

  RollBackScripts(SchemaNames schemas) {
    this.schemas = schemas;
  }

  /**
   * Takes back what is newer than a version; 0 takes back everything.
   *
   * @return how many it took back
   */
  int run(Connection connection, int downTo) throws SQLException {
    if (!hasHistory(connection)) {
      return 0;
    }
    int count = 0;
    connection.setAutoCommit(false);
    try {
      for (Applied migration : applied(connection)) {
        if (migration.version() > downTo) {
          takeBack(connection, migration);
          connection.commit();
          count++;
        }
      }
      return count;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void takeBack(Connection connection, Applied migration) throws SQLException {
    String script = migration.script().replaceFirst("^V", "U");
    try (Statement statement = connection.createStatement()) {
      statement.execute(SqlFile.load(RollBackScripts.class, FOLDER + script, schemas));
    }
    // The script of the oldest migration leaves the history itself for the end.
    try (PreparedStatement forget =
        connection.prepareStatement("DELETE FROM " + history() + " WHERE installed_rank = ?")) {
      forget.setInt(1, migration.rank());
      forget.executeUpdate();
    }
  }

  private List<Applied> applied(Connection connection) throws SQLException {
    List<Applied> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(SqlFile.load(RollBackScripts.class, "applied.sql", schemas))) {
      while (rows.next()) {
        found.add(
            new Applied(
                rows.getInt("installed_rank"), rows.getInt("version"), rows.getString("script")));
      }
    }
    return found;
  }

  private boolean hasHistory(Connection connection) throws SQLException {
    try (PreparedStatement exists =
        connection.prepareStatement("SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
      exists.setString(1, history());
      try (ResultSet row = exists.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private String history() {
    return schemas.log() + "." + SchemaMigration.HISTORY;
  }
}
