package dev.commitcast.persistence.access;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Who belongs to which channel of the chat. Stateless, thread-safe. */
public final class Memberships {
  private final String channels;

  public Memberships(SchemaNames schemas) {
    this.channels = SqlFile.load(Memberships.class, "channels.sql", schemas);
  }

  /** The channels of a user, as the connection's transaction sees them. */
  public Set<String> channels(Connection connection, String userId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(channels)) {
      statement.setString(1, userId);
      Set<String> found = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }
}
