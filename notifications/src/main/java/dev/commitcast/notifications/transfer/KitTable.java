package dev.commitcast.notifications.transfer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The table of a go-sync-kit file, as far as it has it: older files call the version {@code seq},
 * and some know the node that an event comes from. Immutable.
 *
 * @param name of the table
 * @param version its column of versions
 * @param origins whether it has {@code origin_node} and {@code origin_counter}
 */
record KitTable(String name, String version, boolean origins) {
  static final String DEFAULT = "events";

  static final String SCHEMA =
      """
      CREATE TABLE events (
          version      INTEGER PRIMARY KEY AUTOINCREMENT,
          id           TEXT NOT NULL UNIQUE,
          aggregate_id TEXT NOT NULL,
          event_type   TEXT NOT NULL,
          data         TEXT,
          metadata     TEXT,
          created_at   TIMESTAMP DEFAULT CURRENT_TIMESTAMP
      );
      CREATE INDEX idx_aggregate_id ON events (aggregate_id);
      CREATE INDEX idx_version ON events (version);
      CREATE INDEX idx_created_at ON events (created_at);
      """;

  /** Looks at a file's table. */
  static KitTable in(Connection connection, String name) throws SQLException, IOException {
    Set<String> columns = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA table_info(" + quoted(name) + ")")) {
      while (row.next()) {
        columns.add(row.getString("name").toLowerCase(Locale.ROOT));
      }
    }
    String version = columns.contains("version") ? "version" : "seq";
    for (String column :
        List.of(version, "id", "aggregate_id", "event_type", "data", "metadata", "created_at")) {
      if (!columns.contains(column)) {
        throw new IOException(
            "The file's table "
                + name
                + (columns.isEmpty() ? " does not exist" : " has no column " + column)
                + ": it is not one of go-sync-kit's. Another table can be named.");
      }
    }
    return new KitTable(name, version, columns.contains("origin_node"));
  }

  /** All rows behind a version. Parameters: the version. */
  String select() {
    return "SELECT "
        + version
        + " AS version, id, aggregate_id, event_type, data, metadata, created_at"
        + (origins ? ", origin_node, origin_counter" : "")
        + " FROM "
        + quoted(name)
        + " WHERE "
        + version
        + " > ? ORDER BY "
        + version;
  }

  /** Versions and ids up to a version. Parameters: the version. */
  String selectIds() {
    return "SELECT "
        + version
        + " AS version, id FROM "
        + quoted(name)
        + " WHERE "
        + version
        + " <= ? ORDER BY "
        + version;
  }

  String selectLast() {
    return "SELECT coalesce(max(" + version + "), 0) FROM " + quoted(name);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
