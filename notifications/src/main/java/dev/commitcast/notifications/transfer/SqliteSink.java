package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.event.RecordedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes a SQLite file as go-sync-kit makes it, which its store opens and goes on with. */
final class SqliteSink implements EventSink {
  /** SQLite's primary result code for a row that a constraint refuses; ids come but once here. */
  private static final int CONSTRAINT = 19;

  private static final int BATCH = 1_000;
  private static final String INSERT =
      "INSERT INTO events (version, id, aggregate_id, event_type, data, metadata, created_at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";

  private final Connection connection;
  private final PreparedStatement insert;
  private int waiting;

  /**
   * @param file must not be there yet, or be empty
   */
  SqliteSink(Path file) throws IOException {
    try {
      this.connection = SqliteFile.write(file);
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate(KitTable.SCHEMA);
      }
      connection.setAutoCommit(false);
      this.insert = connection.prepareStatement(INSERT);
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  @Override
  public void write(RecordedEvent event, String metadata, long version) throws IOException {
    try {
      insert.setLong(1, version);
      insert.setString(2, event.id());
      insert.setString(3, event.stream());
      insert.setString(4, event.type());
      insert.setString(5, event.data());
      // as Go writes no metadata at all
      insert.setString(6, metadata == null ? "null" : metadata);
      insert.setString(7, KitTime.write(event.at()));
      insert.executeUpdate();
      if (++waiting == BATCH) {
        connection.commit();
        waiting = 0;
      }
    } catch (SQLException e) {
      if ((e.getErrorCode() & 0xff) == CONSTRAINT) {
        throw new VersionTakenException(event.id(), version, e);
      }
      throw new IOException(
          "The event "
              + event.id()
              + " cannot be written as version "
              + version
              + ": "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    try (Connection closing = connection) {
      closing.commit();
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private static IOException broken(SQLException e) {
    return new IOException("The SQLite file cannot be written: " + e.getMessage(), e);
  }
}
