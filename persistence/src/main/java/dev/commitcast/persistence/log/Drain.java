package dev.commitcast.persistence.log;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.PGStatement;

/**
 * Moves committed events into the log, a batch at a time. Only the node that holds the {@link
 * Election}'s lock on this very connection may call it; the database refuses anybody else's
 * versions by the log's primary key, but only after both have worked. Owned by one thread.
 */
public final class Drain implements AutoCloseable {
  private static final String WIDE = ScanWindow.WIDE_OPEN;

  private final PreparedStatement peek;
  private final PreparedStatement move;
  private final PreparedStatement waiting;
  private final PreparedStatement waitingRow;
  private final Connection connection;
  private final String channel;

  public Drain(Connection connection, SchemaNames schemas) throws SQLException {
    this.connection = connection;
    this.channel = schemas.logChannel();
    this.peek = prepare(connection, "peek.sql", schemas);
    this.move = prepare(connection, "drain.sql", schemas);
    this.waiting = prepare(connection, "waiting.sql", schemas);
    this.waitingRow = prepare(connection, "waiting_row.sql", schemas);
  }

  /** Looks whether anything waits, and drains only then: the cheap way to poll. */
  public DrainResult poll(DrainRequest request) throws SQLException {
    Optional<DrainResult> nothing = peek(request.window());
    return nothing.isPresent() ? nothing.get() : move(request);
  }

  /** What a drain would answer that moves nothing; empty if something waits. */
  public Optional<DrainResult> peek(String window) throws SQLException {
    peek.setString(1, window);
    try (ResultSet row = peek.executeQuery()) {
      row.next();
      return row.getBoolean("waiting")
          ? Optional.empty()
          : Optional.of(
              DrainResult.nothingWaits(
                  row.getString("window"), Long.parseLong(row.getString("oldest_running"))));
    }
  }

  /**
   * What waits, but for some transactions that are known.
   *
   * @param reach how many of the next events are looked at
   * @param most transactions
   */
  public Waiting waiting(String window, Collection<Long> but, int reach, int most)
      throws SQLException {
    waiting.setString(1, window);
    // as text: the driver knows no arrays of this type
    waiting.setString(
        2, but.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}")));
    waiting.setInt(3, reach);
    waiting.setInt(4, most);
    List<Waiting.Transaction> found = new ArrayList<>();
    try (ResultSet row = waiting.executeQuery()) {
      String snapshot = WIDE;
      long oldestRunning = 0;
      boolean more = false;
      while (row.next()) {
        snapshot = row.getString("window");
        oldestRunning = Long.parseLong(row.getString("oldest_running"));
        more = row.getBoolean("more");
        String tx = row.getString("tx");
        if (tx != null) {
          List<Long> streams = List.of((Long[]) row.getArray("streams").getArray());
          found.add(new Waiting.Transaction(Long.parseLong(tx), row.getLong("rows"), streams));
        }
      }
      return new Waiting(found, more, snapshot, oldestRunning);
    }
  }

  /** Moves a batch and takes that back, to see whether it could be moved. */
  public void rehearse(DrainRequest request) throws SQLException {
    connection.setAutoCommit(false);
    try {
      move(request);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** How to name one of a transaction's waiting events, without what is in it. */
  public Map<String, Object> waitingRow(long transaction, long place) throws SQLException {
    waitingRow.setString(1, Long.toString(transaction));
    waitingRow.setLong(2, place);
    try (ResultSet row = waitingRow.executeQuery()) {
      return row.next()
          ? Map.of(
              "seq", row.getLong("seq"),
              "stream", row.getString("stream"),
              "type", row.getString("type"))
          : Map.of();
    }
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

  /** How full the server's notification queue is, from 0 to 1; the server clears it, too. */
  public double notificationQueueUsage() throws SQLException {
    try (PreparedStatement usage =
            connection.prepareStatement("SELECT pg_notification_queue_usage()");
        ResultSet row = usage.executeQuery()) {
      row.next();
      return row.getDouble(1);
    }
  }

  @Override
  public void close() throws SQLException {
    try (PreparedStatement first = peek;
        PreparedStatement second = move;
        PreparedStatement third = waiting;
        PreparedStatement fourth = waitingRow) {
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
