package dev.commitcast.benchmarks.store;

import dev.commitcast.localpostgres.PostgresDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Plain SQL on a table of the originals' design. */
final class PlainSide implements Side {
  private static final int PAGE = 1_000;
  private static final String COLUMNS = "(id, aggregate_id, event_type, data, metadata)";
  private static final String ROW = "(?, ?, ?, ?::jsonb, ?::jsonb)";
  private static final String SELECT =
      "SELECT version, id, aggregate_id, event_type, data, metadata, created_at"
          + " FROM plain_store.events";

  private final PostgresDatabase database;
  private final int filledStreams;

  /**
   * @param filledStreams how many streams there are to be read
   */
  PlainSide(PostgresDatabase database, int filledStreams) {
    this.database = database;
    this.filledStreams = filledStreams;
  }

  @Override
  public Worker worker(Work work, int number) throws SQLException {
    Connection connection = database.connect();
    return switch (work) {
      case SINGLE -> new Inserts(connection, number, 1);
      case BATCH -> new Inserts(connection, number, Events.BATCH);
      case IMPORT -> new Copies(connection, number);
      case READ_STREAM -> new StreamReads(connection, filledStreams);
      case READ_ALL -> new LogReads(connection);
    };
  }

  /** One statement with one row, or with many; a transaction of its own either way. */
  private static final class Inserts implements Worker {
    private final Connection connection;
    private final PreparedStatement statement;
    private final int number;
    private final int rows;
    private long done;

    Inserts(Connection connection, int number, int rows) throws SQLException {
      this.connection = connection;
      this.number = number;
      this.rows = rows;
      this.statement =
          connection.prepareStatement(
              "INSERT INTO plain_store.events "
                  + COLUMNS
                  + " VALUES "
                  + (ROW + ", ").repeat(rows - 1)
                  + ROW);
    }

    @Override
    public int work() throws SQLException {
      String stream = Events.stream(number, done++);
      int next = 1;
      for (int i = 0; i < rows; i++) {
        statement.setString(next++, Events.id());
        statement.setString(next++, stream);
        statement.setString(next++, Events.TYPE);
        statement.setString(next++, Events.DATA);
        statement.setString(next++, null);
      }
      return statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** COPY into the table. */
  private static final class Copies implements Worker {
    private final Connection connection;
    private final int number;
    private long done;

    Copies(Connection connection, int number) {
      this.connection = connection;
      this.number = number;
    }

    @Override
    public int work() throws SQLException {
      copy(connection, Events.COPY, i -> Events.stream(number, (done + i) / Events.STREAM_LENGTH));
      done += Events.COPY;
      return Events.COPY;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** Which stream an event of a COPY goes to. */
  @FunctionalInterface
  interface Streams {
    String of(int event);
  }

  static void copy(Connection connection, int events, Streams streams) throws SQLException {
    CopyIn rows =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY plain_store.events (id, aggregate_id, event_type, data) FROM STDIN");
    StringBuilder chunk = new StringBuilder(1 << 17);
    for (int i = 0; i < events; i++) {
      chunk.append(Events.id()).append('\t').append(streams.of(i)).append('\t');
      chunk.append(Events.TYPE).append('\t').append(Events.DATA).append('\n');
      if (chunk.length() >= 1 << 16) {
        send(rows, chunk);
      }
    }
    send(rows, chunk);
    rows.endCopy();
  }

  private static void send(CopyIn rows, StringBuilder chunk) throws SQLException {
    byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
    rows.writeToCopy(bytes, 0, bytes.length);
    chunk.setLength(0);
  }

  private static int take(ResultSet rows, int atMost) throws SQLException {
    int seen = 0;
    while (seen < atMost && rows.next()) {
      rows.getLong(1);
      for (int column = 2; column <= 6; column++) {
        rows.getString(column);
      }
      rows.getTimestamp(7);
      seen++;
    }
    return seen;
  }

  private static final class StreamReads implements Worker {
    private final Connection connection;
    private final PreparedStatement statement;
    private final int streams;

    StreamReads(Connection connection, int streams) throws SQLException {
      this.connection = connection;
      this.streams = streams;
      this.statement =
          connection.prepareStatement(SELECT + " WHERE aggregate_id = ? ORDER BY version");
    }

    @Override
    public int work() throws SQLException {
      statement.setString(1, Events.filled(ThreadLocalRandom.current().nextInt(streams)));
      try (ResultSet rows = statement.executeQuery()) {
        return take(rows, Integer.MAX_VALUE);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** Through a cursor, as a table that does not fit into memory must be read. */
  private static final class LogReads implements Worker {
    private final Connection connection;
    private final PreparedStatement statement;
    private ResultSet rows;

    LogReads(Connection connection) throws SQLException {
      this.connection = connection;
      connection.setAutoCommit(false);
      this.statement = connection.prepareStatement(SELECT + " ORDER BY version");
      statement.setFetchSize(PAGE);
    }

    @Override
    public int work() throws SQLException {
      if (rows == null) {
        rows = statement.executeQuery();
      }
      int seen = take(rows, PAGE);
      if (seen < PAGE) {
        rows.close();
        rows = null;
      }
      return seen;
    }

    @Override
    public void close() throws SQLException {
      connection.rollback();
      connection.close();
    }
  }
}
