package dev.commitcast.persistence.projection;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The table of projections. Stateless, thread-safe. */
public final class ProjectionTable {
  private static final int MAX_ERROR = 4_000;

  private final String register;
  private final String take;
  private final String await;
  private final String advance;
  private final String failed;
  private final String states;
  private final String place;
  private final String holdStream;

  public ProjectionTable(SchemaNames schemas) {
    this.register = SqlFile.load(ProjectionTable.class, "register.sql", schemas);
    this.take = SqlFile.load(ProjectionTable.class, "take.sql", schemas);
    this.await = SqlFile.load(ProjectionTable.class, "await.sql", schemas);
    this.advance = SqlFile.load(ProjectionTable.class, "advance.sql", schemas);
    this.failed = SqlFile.load(ProjectionTable.class, "failed.sql", schemas);
    this.states = SqlFile.load(ProjectionTable.class, "states.sql", schemas);
    this.place = SqlFile.load(ProjectionTable.class, "place.sql", schemas);
    this.holdStream = SqlFile.load(ProjectionTable.class, "hold_stream.sql", schemas);
  }

  /** Makes a projection known, unless it is. */
  public void register(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(register)) {
      statement.setString(1, name);
      statement.executeUpdate();
    }
  }

  /**
   * Takes a projection to the end of the transaction.
   *
   * @return its position; empty if somebody else has it, or nobody knows it
   */
  public OptionalLong take(Connection connection, String name) throws SQLException {
    return position(connection, take, name);
  }

  /** The same, when whoever else has it has committed; empty if nobody knows it. */
  public OptionalLong await(Connection connection, String name) throws SQLException {
    return position(connection, await, name);
  }

  private static OptionalLong position(Connection connection, String sql, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /**
   * Moves a projection that this transaction has taken.
   *
   * @param rebuilt whether all of it is new
   */
  public void advance(Connection connection, String name, long position, boolean rebuilt)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(advance)) {
      statement.setLong(1, position);
      statement.setBoolean(2, rebuilt);
      statement.setString(3, name);
      statement.executeUpdate();
    }
  }

  /** Notes a failure, in another transaction than the one that failed. */
  public void failed(Connection connection, String name, String error) throws SQLException {
    String text = error.replace("\0", "");
    try (PreparedStatement statement = connection.prepareStatement(failed)) {
      statement.setString(1, text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) : text);
      statement.setString(2, name);
      statement.executeUpdate();
    }
  }

  /**
   * Where projections stand.
   *
   * @param name empty for all
   */
  public List<ProjectionState> states(Connection connection, Optional<String> name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(states)) {
      statement.setString(1, name.orElse(null));
      statement.setString(2, name.orElse(null));
      List<ProjectionState> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(current(rows));
        }
      }
      return found;
    }
  }

  /**
   * Where an event and a projection stand; empty if nobody knows the projection.
   *
   * @param eventId null for none
   */
  public Optional<ProjectionPlace> place(Connection connection, String name, String eventId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(place)) {
      statement.setString(1, eventId);
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long version = row.getLong(1);
        return Optional.of(
            new ProjectionPlace(
                row.wasNull() ? OptionalLong.empty() : OptionalLong.of(version), row.getLong(2)));
      }
    }
  }

  /** Keeps appends to a stream away to the end of the transaction. */
  public void holdStream(Connection connection, String stream) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(holdStream)) {
      statement.setString(1, stream);
      statement.execute();
    }
  }

  private static ProjectionState current(ResultSet row) throws SQLException {
    return new ProjectionState(
        row.getString("name"),
        row.getLong("position"),
        row.getLong("head"),
        row.getInt("attempts"),
        Optional.ofNullable(row.getString("error")),
        moment(row, "failed_at"),
        moment(row, "created_at").orElseThrow(),
        moment(row, "moved_at"),
        moment(row, "rebuilt_at"),
        moment(row, "waiting_since"));
  }

  private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
