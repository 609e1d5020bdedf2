package dev.commitcast.persistence.store;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.StreamInfo;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What streams there are, what is known about each, and what may be changed about it. Every call is
 * part of the caller's transaction where the data source belongs to a container. Thread-safe.
 */
public class StreamCatalogue {
  /** How many names one statement looks at, so that a filter that hardly ever matches is quick. */
  private static final int STRETCH = 2_000;

  private final DataSource source;
  private final String names;
  private final String infos;
  private final String delete;
  private final String restore;
  private final String truncate;
  private final String setMetadata;

  public StreamCatalogue(DataSource source, SchemaNames schemas) {
    this.source = source;
    this.names = SqlFile.load(StreamCatalogue.class, "stream_names.sql", schemas);
    this.infos = SqlFile.load(StreamCatalogue.class, "stream_infos.sql", schemas);
    this.delete = SqlFile.load(StreamCatalogue.class, "delete_stream.sql", schemas);
    this.restore = SqlFile.load(StreamCatalogue.class, "restore_stream.sql", schemas);
    this.truncate = SqlFile.load(StreamCatalogue.class, "truncate_stream.sql", schemas);
    this.setMetadata = SqlFile.load(StreamCatalogue.class, "set_stream_metadata.sql", schemas);
  }

  /** What is known about a stream; empty if it has no event and never had. */
  public Optional<StreamInfo> info(StreamId stream) {
    try (Connection connection = source.getConnection()) {
      return infos(connection, List.of(stream.value())).stream().findFirst();
    } catch (SQLException e) {
      throw EventStoreErrors.translate(e, "look up");
    }
  }

  /**
   * Streams in the database's order of names.
   *
   * @param category only those whose name begins with it and a colon, or is it; empty for all
   * @param after begin behind this name; empty for the beginning
   * @param limit most streams, 1 or more
   * @return possibly fewer, even none, with more to come: look at {@link StreamPage#next}
   */
  public StreamPage list(Optional<String> category, Optional<String> after, int limit) {
    try (Connection connection = source.getConnection()) {
      List<String> stretch = names(connection, after.orElse(""));
      List<String> found = new ArrayList<>();
      int looked = 0;
      while (looked < stretch.size() && found.size() < limit) {
        String name = stretch.get(looked++);
        if (category.isEmpty() || category.get().equals(StreamId.categoryOf(name))) {
          found.add(name);
        }
      }
      boolean more = looked < stretch.size() || looked == STRETCH;
      return new StreamPage(
          infos(connection, found), more ? Optional.of(stretch.get(looked - 1)) : Optional.empty());
    } catch (SQLException e) {
      throw EventStoreErrors.translate(e, "list");
    }
  }

  /**
   * Soft delete: the stream can be neither read nor appended to, the log keeps its events. Does
   * nothing to one that is deleted already.
   *
   * @throws dev.commitcast.domain.event.NoSuchStreamException if nothing was ever appended to it
   * @throws dev.commitcast.domain.event.WrongExpectedVersionException with the current version
   */
  public void delete(StreamId stream, ExpectedVersion expected) {
    change(delete, "delete", stream, AppendBatch.numberOf(expected));
  }

  /** Takes a soft delete back; versions go on where they were. */
  public void restore(StreamId stream) {
    change(restore, "restore", stream);
  }

  /**
   * Hides the stream's events before a version from its readers; the log keeps them.
   *
   * @param version the first that readers are shown, 1 or more; it may be still to come
   */
  public void truncateBefore(StreamId stream, long version) {
    change(truncate, "truncate", stream, version);
  }

  /**
   * Replaces what is noted about the stream as a whole.
   *
   * @param metadata text of a JSON object, at most 64 KiB; null removes it
   */
  public void setMetadata(StreamId stream, String metadata) {
    change(setMetadata, "describe", stream, metadata);
  }

  private void change(String sql, String what, StreamId stream, Object... argument) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream.value());
      for (int i = 0; i < argument.length; i++) {
        statement.setObject(2 + i, argument[i]);
      }
      statement.execute();
    } catch (SQLException e) {
      throw EventStoreErrors.translate(e, what);
    }
  }

  private List<String> names(Connection connection, String after) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(names)) {
      statement.setString(1, after);
      statement.setString(2, after);
      statement.setInt(3, STRETCH);
      List<String> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }

  /** In the order of the names; those that are no streams are left out. */
  private List<StreamInfo> infos(Connection connection, List<String> names) throws SQLException {
    if (names.isEmpty()) {
      return List.of();
    }
    Map<String, StreamInfo> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(infos)) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      statement.setArray(2, connection.createArrayOf("text", names.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          StreamInfo info = current(rows);
          found.put(info.stream(), info);
        }
      }
    }
    return names.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  private static StreamInfo current(ResultSet row) throws SQLException {
    return new StreamInfo(
        row.getString("stream_id"),
        row.getLong("stream_version"),
        row.getBoolean("captured"),
        time(row, "created_at").orElseThrow(),
        time(row, "updated_at").orElseThrow(),
        time(row, "deleted_at"),
        row.getLong("truncate_before"),
        Optional.ofNullable(row.getString("metadata")));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
