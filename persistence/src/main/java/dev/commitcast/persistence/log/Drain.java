package dev.commitcast.persistence.log;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import org.postgresql.PGStatement;

/**
 * Moves committed events into the log, a batch at a time. Only the node that holds the {@link
 * Election}'s lock on this very connection may call it; the database refuses anybody else's
 * versions by the log's primary key, but only after both have worked. Owned by one thread.
 */
public final class Drain implements AutoCloseable {
  private final PreparedStatement peek;
  private final PreparedStatement move;
  private final PreparedStatement firstWaiting;
  private final String channel;

  public Drain(Connection connection, SchemaNames schemas) throws SQLException {
    this.channel = schemas.logChannel();
    this.peek = prepare(connection, "peek.sql", schemas);
    this.move = prepare(connection, "drain.sql", schemas);
    this.firstWaiting = prepare(connection, "first_waiting.sql", schemas);
  }

  /** Looks whether anything waits, and drains only then: the cheap way to poll. */
  public DrainResult poll(DrainRequest request) throws SQLException {
    peek.setString(1, request.window());
    try (ResultSet row = peek.executeQuery()) {
      row.next();
      if (!row.getBoolean("waiting")) {
        return DrainResult.nothingWaits(
            row.getString("window"), Long.parseLong(row.getString("oldest_running")));
      }
    }
    return move(request);
  }

  /** Drains at once, for when something is known to wait. */
  public DrainResult move(DrainRequest request) throws SQLException {
    move.setString(1, request.window());
    move.setInt(2, request.maxRows());
    move.setLong(3, request.maxBytes());
    move.setString(4, request.idPrefix());
    move.setBoolean(5, request.notifies());
    if (request.notifies()) {
      move.setString(6, channel);
    } else {
      move.setNull(6, Types.VARCHAR);
    }
    try (ResultSet row = move.executeQuery()) {
      row.next();
      return new DrainResult(
          row.getLong("head"),
          row.getInt("moved"),
          row.getBoolean("cut_short"),
          row.getString("window"),
          Long.parseLong(row.getString("oldest_running")),
          row.getInt("externals"));
    }
  }

  /** What goes next, for the log when it cannot be moved: transaction, stream, type, how many. */
  public Map<String, Object> firstWaiting() throws SQLException {
    try (ResultSet row = firstWaiting.executeQuery()) {
      if (!row.next()) {
        return Map.of();
      }
      return Map.of(
          "tx", row.getString("tx"),
          "seq", row.getLong("seq"),
          "events", row.getLong("events"),
          "stream", row.getString("stream"),
          "type", row.getString("type"));
    }
  }

  @Override
  public void close() throws SQLException {
    try (PreparedStatement first = peek;
        PreparedStatement second = move;
        PreparedStatement third = firstWaiting) {
      // all are closed, whatever one of them says
    }
  }

  private static PreparedStatement prepare(Connection connection, String file, SchemaNames schemas)
      throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(SqlFile.load(Drain.class, file, schemas));
    // planning costs ten times what running it does, so it is prepared on the server at first use
    statement.unwrap(PGStatement.class).setPrepareThreshold(1);
    return statement;
  }
}
