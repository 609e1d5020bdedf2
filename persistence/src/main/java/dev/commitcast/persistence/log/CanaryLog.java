package dev.commitcast.persistence.log;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Appends canaries: events of the stream {@code commitcast_canary:<node>} for the room {@code
 * node:<node>}, which only reach who asks for them. Thread-safe.
 */
public class CanaryLog {
  private static final int SECONDS = 10;

  private final DataSource source;
  private final String append;

  public CanaryLog(DataSource source, SchemaNames schemas) {
    this.source = source;
    this.append = SqlFile.load(CanaryLog.class, "canary.sql", schemas);
  }

  /** Returns once it is committed. */
  public void append(String node, String id) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(append)) {
      statement.setQueryTimeout(SECONDS);
      statement.setString(1, node);
      statement.setString(2, id);
      statement.setString(3, node);
      statement.executeQuery().close();
    }
  }
}
