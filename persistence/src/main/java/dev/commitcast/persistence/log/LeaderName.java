package dev.commitcast.persistence.log;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Which node the log names as its leader. Thread-safe. */
public final class LeaderName {
  private final DataSource source;
  private final String query;

  public LeaderName(DataSource source, SchemaNames schemas) {
    this.source = source;
    this.query = SqlFile.load(LeaderName.class, "leader_name.sql", schemas);
  }

  /** The leader's name; empty before there was one. */
  public Optional<String> read() throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
    }
  }
}
