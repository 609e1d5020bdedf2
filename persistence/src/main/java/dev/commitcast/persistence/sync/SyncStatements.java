package dev.commitcast.persistence.sync;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The questions that a push asks the database. Stateless, thread-safe. */
final class SyncStatements {
  private final String look;
  private final String winner;
  private final String rivals;
  private final String versions;
  private final String addReview;
  private final String hold;

  SyncStatements(SchemaNames schemas) {
    this.look = SqlFile.load(SyncStatements.class, "look.sql", schemas);
    this.winner = SqlFile.load(SyncStatements.class, "winner.sql", schemas);
    this.rivals = SqlFile.load(SyncStatements.class, "rivals.sql", schemas);
    this.versions = SqlFile.load(SyncStatements.class, "versions.sql", schemas);
    this.addReview = SqlFile.load(SyncStatements.class, "review_add.sql", schemas);
    this.hold = SqlFile.load(SyncStatements.class, "hold.sql", schemas);
  }

  /** Keeps streams that there are from moving on until the transaction ends. */
  void hold(Connection connection, Collection<String> streams) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(hold)) {
      statement.setArray(1, texts(connection, streams));
      statement.execute();
    }
  }

  Standing look(Connection connection, PushedEvent pushed) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(look)) {
      statement.setString(1, pushed.stream().value());
      statement.setString(2, pushed.event().id());
      statement.setString(3, pushed.event().type().value());
      statement.setString(4, pushed.event().data());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Standing(
            row.getLong("stream_version"),
            row.getBoolean("deleted"),
            row.getBoolean("known"),
            row.getBoolean("same"),
            number(row, "known_at"),
            number(row, "review"),
            row.getString("decision"));
      }
    }
  }

  /** The first that came to the stream after what the author knew, from somebody else. */
  Optional<PushResult.Rival> rival(
      Connection connection, PushedEvent pushed, Collection<String> idsOfThePush)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(winner)) {
      statement.setString(1, pushed.stream().value());
      statement.setLong(2, pushed.base().orElseThrow());
      statement.setArray(3, texts(connection, idsOfThePush));
      statement.setString(4, pushed.origin().orElse(null));
      statement.setString(5, pushed.origin().orElse(null));
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new PushResult.Rival(
                    row.getString("id"),
                    row.getString("event_type"),
                    row.getLong("stream_version"),
                    number(row, "version")))
            : Optional.empty();
      }
    }
  }

  /** Data by id of what is to be merged with a pushed event, oldest first. */
  Map<String, String> rivals(
      Connection connection,
      PushedEvent pushed,
      PushResult.Rival first,
      Collection<String> idsOfThePush)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(rivals)) {
      statement.setString(1, pushed.stream().value());
      statement.setLong(2, first.streamVersion());
      statement.setArray(3, texts(connection, idsOfThePush));
      statement.setString(4, pushed.event().type().value());
      Map<String, String> found = new LinkedHashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString("id"), rows.getString("data"));
        }
      }
      return found;
    }
  }

  /** Puts an event aside for a person; answers the review's number. */
  long review(Connection connection, PushedEvent pushed, PushResult.Rival rival)
      throws SQLException {
    EventData event = pushed.event();
    try (PreparedStatement statement = connection.prepareStatement(addReview)) {
      statement.setString(1, event.id());
      statement.setString(2, pushed.stream().value());
      statement.setString(3, event.type().value());
      statement.setString(4, event.data());
      statement.setString(5, event.metadata());
      statement.setLong(6, pushed.base().orElseThrow());
      statement.setString(7, rival.id());
      statement.setObject(8, rival.version().isPresent() ? rival.version().getAsLong() : null);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Versions by id, of those events that have one by now. */
  Map<String, Long> versions(Connection connection, Collection<String> ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(versions)) {
      statement.setArray(1, texts(connection, ids));
      Map<String, Long> found = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString(1), rows.getLong(2));
        }
      }
      return found;
    }
  }

  private static Array texts(Connection connection, Collection<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
