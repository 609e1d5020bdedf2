package dev.commitcast.notifications.transfer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Files as go-sync-kit's SQLite store leaves them, written and read without our own code. */
final class KitFile {
  private final Path path;

  KitFile(Path path) {
    this.path = path;
  }

  /** One row, field by field. */
  record Row(
      long version,
      String id,
      String aggregateId,
      String eventType,
      String data,
      String metadata,
      String createdAt) {}

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + path);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  void create() throws SQLException {
    execute(
        "CREATE TABLE IF NOT EXISTS events (version INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " id TEXT NOT NULL UNIQUE, aggregate_id TEXT NOT NULL, event_type TEXT NOT NULL,"
            + " data TEXT, metadata TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)");
  }

  void write(Iterable<Row> rows) throws SQLException {
    try (Connection connection = open();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      connection.setAutoCommit(false);
      for (Row row : rows) {
        insert.setLong(1, row.version());
        insert.setString(2, row.id());
        insert.setString(3, row.aggregateId());
        insert.setString(4, row.eventType());
        insert.setString(5, row.data());
        insert.setString(6, row.metadata());
        insert.setString(7, row.createdAt());
        insert.executeUpdate();
      }
      connection.commit();
    }
  }

  List<Row> rows() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT version, id, aggregate_id, event_type, data, metadata, created_at"
                    + " FROM events ORDER BY version")) {
      List<Row> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(
            new Row(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7)));
      }
      return rows;
    }
  }
}
