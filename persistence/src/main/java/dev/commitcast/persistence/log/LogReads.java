package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statements that read the log, on connections and in transactions of others. Immutable,
 * thread-safe.
 */
final class LogReads {
  /** How many versions one filtered statement looks at, so that each is quick whatever it finds. */
  static final long STRETCH = 20_000;

  private static final int STRETCHES_PER_READ = 25;
  private static final int LONGEST_LOOK_SECONDS = 5;

  private final String readAfter;
  private final String readFiltered;
  private final String countFiltered;
  private final String countCanaries;
  private final String readForwards;
  private final String readBackwards;
  private final String readHistory;
  private final String readEvent;
  private final String streamDeleted;
  private final String versionsBetween;
  private final String state;
  private final String stateForRequest;

  LogReads(SchemaNames schemas) {
    this.readAfter = SqlFile.load(LogReads.class, "read_after.sql", schemas);
    this.readFiltered = SqlFile.load(LogReads.class, "read_filtered.sql", schemas);
    this.countFiltered = SqlFile.load(LogReads.class, "count_filtered.sql", schemas);
    this.countCanaries = SqlFile.load(LogReads.class, "count_canaries.sql", schemas);
    this.readForwards = SqlFile.load(LogReads.class, "read_stream_forwards.sql", schemas);
    this.readBackwards = SqlFile.load(LogReads.class, "read_stream_backwards.sql", schemas);
    this.readHistory = SqlFile.load(LogReads.class, "read_history.sql", schemas);
    this.readEvent = SqlFile.load(LogReads.class, "read_event.sql", schemas);
    this.streamDeleted = SqlFile.load(LogReads.class, "stream_deleted.sql", schemas);
    this.versionsBetween = SqlFile.load(LogReads.class, "versions_between.sql", schemas);
    this.state = SqlFile.load(LogReads.class, "state.sql", schemas);
    this.stateForRequest = SqlFile.load(LogReads.class, "state_for_request.sql", schemas);
  }

  LogPage readAfter(Connection connection, long version, int maxEvents, long maxBytes)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(readAfter)) {
      statement.setLong(1, version);
      statement.setInt(2, maxEvents);
      statement.setLong(3, maxBytes);
      List<RecordedEvent> events = query(statement);
      return new LogPage(events, events.isEmpty() ? version : last(events));
    }
  }

  LogPage readFiltered(
      Connection connection, EventFilter filter, long version, long head, PageLimit limit)
      throws SQLException {
    long through = version;
    for (int i = 0; i < STRETCHES_PER_READ && through < head; i++) {
      long until = Math.min(head, through + STRETCH);
      LogPage page = readStretch(connection, filter, through, until, limit);
      if (!page.events().isEmpty()) {
        return page;
      }
      through = until;
    }
    return new LogPage(List.of(), through);
  }

  LogPage readStretch(
      Connection connection, EventFilter filter, long from, long until, PageLimit limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(readFiltered)) {
      statement.setLong(1, from);
      statement.setLong(2, until);
      int next = FilterParameters.bind(connection, statement, 3, filter);
      statement.setInt(next, limit.events());
      statement.setLong(next + 1, limit.bytes());
      try (ResultSet rows = statement.executeQuery()) {
        List<RecordedEvent> events = new ArrayList<>();
        long found = 0;
        while (rows.next()) {
          events.add(EventRows.current(rows));
          found = rows.getLong("found");
        }
        boolean complete = found < limit.events() && found == events.size();
        return new LogPage(events, complete ? until : last(events));
      }
    }
  }

  long count(Connection connection, EventFilter filter, long after, long upTo) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(countFiltered)) {
      statement.setLong(1, after);
      statement.setLong(2, upTo);
      FilterParameters.bind(connection, statement, 3, filter);
      return number(statement);
    }
  }

  long countCanaries(Connection connection, long after, long upTo) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(countCanaries)) {
      statement.setLong(1, after);
      statement.setLong(2, upTo);
      return number(statement);
    }
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  StreamSlice readStream(
      Connection connection, StreamId stream, long from, Direction direction, PageLimit limit)
      throws SQLException {
    String sql = direction == Direction.FORWARDS ? readForwards : readBackwards;
    List<RecordedEvent> events = new ArrayList<>();
    long next = from;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream.value());
      for (int i = 0; i < 2; i++) {
        statement.setString(2 + 3 * i, stream.value());
        statement.setLong(3 + 3 * i, from);
        statement.setInt(4 + 3 * i, limit.events());
      }
      statement.setInt(8, limit.events());
      statement.setLong(9, limit.bytes());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          events.add(EventRows.current(rows));
          next = rows.getLong("place") + (direction == Direction.FORWARDS ? 1 : -1);
        }
      }
    }
    if (events.isEmpty() && isDeleted(connection, stream)) {
      throw new StreamDeletedException(stream.value(), null);
    }
    return new StreamSlice(events, next);
  }

  List<RecordedEvent> readHistory(
      Connection connection, StreamId stream, long from, PageLimit limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(readHistory)) {
      statement.setString(1, stream.value());
      statement.setLong(2, from);
      statement.setInt(3, limit.events());
      statement.setLong(4, limit.bytes());
      return query(statement);
    }
  }

  private boolean isDeleted(Connection connection, StreamId stream) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(streamDeleted)) {
      statement.setString(1, stream.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  Optional<RecordedEvent> event(Connection connection, String id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(readEvent)) {
      // somebody's lock on the inbox must not hold up whoever asks, least of all why events wait
      statement.setQueryTimeout(LONGEST_LOOK_SECONDS);
      statement.setString(1, id);
      statement.setString(2, id);
      return query(statement).stream().findFirst();
    }
  }

  Optional<VersionRange> versionsBetween(Connection connection, Instant from, Instant until)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(versionsBetween)) {
      statement.setObject(1, within(from));
      statement.setObject(2, within(until));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long first = row.getLong(1);
        return row.wasNull()
            ? Optional.empty()
            : Optional.of(new VersionRange(first, row.getLong(2)));
      }
    }
  }

  /** The database's calendar is longer than anybody needs, and shorter than Java's. */
  private static OffsetDateTime within(Instant time) {
    Instant first = Instant.parse("0001-01-01T00:00:00Z");
    Instant last = Instant.parse("9999-12-31T00:00:00Z");
    Instant known = time.isBefore(first) ? first : time.isAfter(last) ? last : time;
    return known.atOffset(ZoneOffset.UTC);
  }

  /**
   * @param guarded whether the connection shows only some of the log
   */
  LogState state(Connection connection, boolean guarded) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(guarded ? stateForRequest : state);
        ResultSet rows = statement.executeQuery()) {
      List<LogState.Epoch> epochs = new ArrayList<>();
      long head = 0;
      long oldest = 1;
      while (rows.next()) {
        epochs.add(new LogState.Epoch(rows.getInt("epoch"), rows.getLong("from_version")));
        head = rows.getLong("head");
        oldest = rows.getLong("oldest");
      }
      return new LogState(head, oldest, epochs);
    }
  }

  private static List<RecordedEvent> query(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return EventRows.all(rows);
    }
  }

  private static long last(List<RecordedEvent> events) {
    return events.get(events.size() - 1).version();
  }
}
