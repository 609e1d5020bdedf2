package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the system catalogue says about a database, as lines that can be compared. */
final class Catalogue {
  private Catalogue() {}

  static List<String> of(Connection connection) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      // Names are printed in full only when nothing is on the path.
      statement.execute("SET search_path = pg_catalog");
      try (ResultSet rows =
          statement.executeQuery(
              SqlFile.load(Catalogue.class, "catalogue.sql", SchemaNames.DEFAULT))) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
    }
    lines.sort(null);
    return lines;
  }
}
