package dev.commitcast.localpostgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Short statements, for tests. */
final class Asking {
  private Asking() {}

  static String ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static String ask(LocalPostgres server, String query) throws SQLException {
    try (Connection connection = server.connection()) {
      return ask(connection, query);
    }
  }

  static void run(LocalPostgres server, String sql) throws SQLException {
    try (Connection connection = server.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
