package dev.commitcast.persistence.snapshot;

import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.OptionalInt;

/** The table of snapshots. Stateless, thread-safe. */
public final class SnapshotTable {
  /** No snapshot has it. */
  private static final int NO_SCHEMA = -1;

  private final String start;
  private final String keep;
  private final String discard;

  public SnapshotTable(SchemaNames schemas) {
    this.start = SqlFile.load(SnapshotTable.class, "start.sql", schemas);
    this.keep = SqlFile.load(SnapshotTable.class, "keep.sql", schemas);
    this.discard = SqlFile.load(SnapshotTable.class, "discard.sql", schemas);
  }

  /**
   * Where to begin.
   *
   * @param schema of the snapshots that can be read; empty if none is wanted
   */
  public StreamStart start(
      Connection connection, StreamId stream, String aggregate, OptionalInt schema)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(start)) {
      statement.setString(1, aggregate);
      statement.setInt(2, schema.orElse(NO_SCHEMA));
      statement.setString(3, stream.value());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return StreamStart.NOTHING;
        }
        String state = row.getString("state");
        return new StreamStart(
            row.getLong("stream_version"),
            row.getLong("truncate_before"),
            row.getBoolean("deleted"),
            state == null
                ? Optional.empty()
                : Optional.of(new StreamStart.StoredState(row.getLong("snapshot_version"), state)));
      }
    }
  }

  /**
   * Keeps a snapshot, if it is newer than the one that is there.
   *
   * @param connection must not be in the transaction in which the events were folded
   * @return whether it was kept; not, if what it was folded from is not committed
   */
  public boolean keep(Connection connection, Snapshot snapshot) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(keep)) {
      statement.setString(1, snapshot.aggregate());
      statement.setInt(2, snapshot.schema());
      statement.setLong(3, snapshot.firstVersion());
      statement.setLong(4, snapshot.version());
      statement.setString(5, snapshot.state());
      statement.setString(6, snapshot.stream().value());
      statement.setLong(7, snapshot.firstVersion());
      statement.setLong(8, snapshot.version());
      statement.setString(9, snapshot.lastId());
      return statement.executeUpdate() > 0;
    }
  }

  /**
   * Throws away all snapshots of a kind.
   *
   * @param except the schema version to keep; empty for none
   * @return how many there were
   */
  public int discard(Connection connection, String aggregate, OptionalInt except)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(discard)) {
      statement.setString(1, aggregate);
      if (except.isPresent()) {
        statement.setInt(2, except.getAsInt());
      } else {
        statement.setNull(2, Types.INTEGER);
      }
      return statement.executeUpdate();
    }
  }
}
