package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.guard.Guard;
import dev.commitcast.persistence.guard.GuardedSource;
import dev.commitcast.persistence.guard.RequestRole;
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
import javax.sql.DataSource;

/**
 * Reads the log. Thread-safe: every call takes a connection of its own from the data source, but
 * for those that are given one.
 */
public class EventLog {
  /** How many versions one filtered statement looks at, so that each is quick whatever it finds. */
  static final long STRETCH = 20_000;

  private static final int STRETCHES_PER_READ = 25;
  private static final int LONGEST_LOOK_SECONDS = 5;

  private final DataSource source;
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
  private final RequestRole role;

  public EventLog(DataSource source, SchemaNames schemas) {
    this(source, schemas, RequestRole.NONE);
  }

  /**
   * @param role by which readers are restricted who are not to see everything
   */
  public EventLog(DataSource source, SchemaNames schemas, RequestRole role) {
    this.source = source;
    this.role = role;
    this.readAfter = SqlFile.load(EventLog.class, "read_after.sql", schemas);
    this.readFiltered = SqlFile.load(EventLog.class, "read_filtered.sql", schemas);
    this.countFiltered = SqlFile.load(EventLog.class, "count_filtered.sql", schemas);
    this.countCanaries = SqlFile.load(EventLog.class, "count_canaries.sql", schemas);
    this.readForwards = SqlFile.load(EventLog.class, "read_stream_forwards.sql", schemas);
    this.readBackwards = SqlFile.load(EventLog.class, "read_stream_backwards.sql", schemas);
    this.readHistory = SqlFile.load(EventLog.class, "read_history.sql", schemas);
    this.readEvent = SqlFile.load(EventLog.class, "read_event.sql", schemas);
    this.streamDeleted = SqlFile.load(EventLog.class, "stream_deleted.sql", schemas);
    this.versionsBetween = SqlFile.load(EventLog.class, "versions_between.sql", schemas);
    this.state = SqlFile.load(EventLog.class, "state.sql", schemas);
    this.stateForRequest = SqlFile.load(EventLog.class, "state_for_request.sql", schemas);
  }

  private EventLog(EventLog whole, Guard guard) {
    this.source = new GuardedSource(whole.source, whole.role, guard);
    this.role = whole.role;
    this.readAfter = whole.readAfter;
    this.readFiltered = whole.readFiltered;
    this.countFiltered = whole.countFiltered;
    this.countCanaries = whole.countCanaries;
    this.readForwards = whole.readForwards;
    this.readBackwards = whole.readBackwards;
    this.readHistory = whole.readHistory;
    this.readEvent = whole.readEvent;
    this.streamDeleted = whole.streamDeleted;
    this.versionsBetween = whole.versionsBetween;
    this.state = whole.stateForRequest;
    this.stateForRequest = whole.stateForRequest;
  }

  /**
   * Then what is not seen is passed over, and statements that read on until they have found enough
   * would read the whole log.
   */
  private boolean isGuarded() {
    return source instanceof GuardedSource;
  }

  /**
   * The same log as somebody may see it, by row-level security: cheap, for one request. Its reads
   * have transactions of their own. What is read with a connection of the caller's is not guarded.
   */
  public EventLog under(Guard guard) {
    return role.restricts(guard) ? new EventLog(this, guard) : this;
  }

  /** Everything after a version, on the caller's connection: the listener reads with its own. */
  public LogPage readAfter(Connection connection, long version, int maxEvents, long maxBytes)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(readAfter)) {
      statement.setLong(1, version);
      statement.setInt(2, maxEvents);
      statement.setLong(3, maxBytes);
      List<RecordedEvent> events = query(statement);
      return new LogPage(events, events.isEmpty() ? version : last(events));
    }
  }

  /** What matches after a version; look at {@link LogPage#through()} for where to go on. */
  public LogPage read(EventFilter filter, long version, PageLimit limit) {
    try (Connection connection = source.getConnection()) {
      return read(connection, filter, version, limit);
    } catch (SQLException e) {
      throw new EventLogException("The log cannot be read after version " + version, e);
    }
  }

  /** The same on the caller's connection and in its transaction. */
  public LogPage read(Connection connection, EventFilter filter, long version, PageLimit limit)
      throws SQLException {
    if (isGuarded() || !filter.isUnrestricted()) {
      return readFiltered(connection, filter, version, limit);
    }
    LogPage all = readAfter(connection, version, limit.events(), limit.bytes());
    List<RecordedEvent> matching = all.events().stream().filter(filter::matches).toList();
    return matching.isEmpty() && all.through() > version
        // nothing but canaries, of which there may be thousands
        ? readFiltered(connection, filter, all.through(), limit)
        : new LogPage(matching, all.through());
  }

  private LogPage readFiltered(
      Connection connection, EventFilter filter, long version, PageLimit limit)
      throws SQLException {
    long head = state(connection).head();
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

  private LogPage readStretch(
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

  /** How many events match after one version and up to another. */
  public long count(EventFilter filter, long after, long upTo) {
    if (upTo <= after) {
      return 0;
    }
    boolean all = filter.isUnrestricted() && !isGuarded();
    try (Connection connection = source.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(all ? countCanaries : countFiltered)) {
      statement.setLong(1, after);
      statement.setLong(2, upTo);
      if (!all) {
        FilterParameters.bind(connection, statement, 3, filter);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        long counted = rows.getLong(1);
        return all ? upTo - after - counted : counted;
      }
    } catch (SQLException e) {
      throw new EventLogException("The log cannot be counted after version " + after, e);
    }
  }

  /**
   * One stream, with what was appended to it and is not sequenced yet.
   *
   * @param from the first place in the stream when reading forwards, the last when backwards
   * @return none if the stream has none there, or is not known at all
   * @throws StreamDeletedException if the stream is deleted
   */
  public StreamSlice readStream(StreamId stream, long from, Direction direction, PageLimit limit) {
    try (Connection connection = source.getConnection()) {
      return readStream(connection, stream, from, direction, limit);
    } catch (SQLException e) {
      throw new EventLogException("The stream " + stream + " cannot be read", e);
    }
  }

  /** The same on the caller's connection, so that it sees its own appends before their commit. */
  public StreamSlice readStream(
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

  /**
   * An appended stream as the log keeps it, whatever its readers are shown: also when it is deleted
   * or truncated. With what the connection's own transaction has appended.
   *
   * @param from the first version, 1 or more
   */
  public List<RecordedEvent> readHistory(
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

  /** One event, also one that is appended and not sequenced yet; empty if there is none. */
  public Optional<RecordedEvent> event(String id) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(readEvent)) {
      // somebody's lock on the inbox must not hold up whoever asks, least of all why events wait
      statement.setQueryTimeout(LONGEST_LOOK_SECONDS);
      statement.setString(1, id);
      statement.setString(2, id);
      return query(statement).stream().findFirst();
    } catch (SQLException e) {
      throw new EventLogException("The event " + id + " cannot be read", e);
    }
  }

  /** The event of a version, also a canary; empty if retention has removed it or none is so far. */
  public Optional<RecordedEvent> at(long version) {
    try (Connection connection = source.getConnection()) {
      LogPage found =
          isGuarded()
              ? readStretch(connection, EventFilter.ALL, version - 1, version, new PageLimit(1, 1))
              : readAfter(connection, version - 1, 1, 1);
      return found.events().stream().filter(event -> event.version() == version).findFirst();
    } catch (SQLException e) {
      throw new EventLogException("The version " + version + " cannot be read", e);
    }
  }

  /**
   * The versions between which all events of a span of time stand. Others may stand among them, for
   * events are in the order of commits and not of clocks.
   *
   * @param from inclusive
   * @param until exclusive
   * @return empty if no event was made in the span
   */
  public Optional<VersionRange> versionsBetween(Instant from, Instant until) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(versionsBetween)) {
      statement.setObject(1, within(from));
      statement.setObject(2, within(until));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long first = row.getLong(1);
        return row.wasNull()
            ? Optional.empty()
            : Optional.of(new VersionRange(first, row.getLong(2)));
      }
    } catch (SQLException e) {
      throw new EventLogException("The log cannot be searched by time", e);
    }
  }

  /** The database's calendar is longer than anybody needs, and shorter than Java's. */
  private static OffsetDateTime within(Instant time) {
    Instant first = Instant.parse("0001-01-01T00:00:00Z");
    Instant last = Instant.parse("9999-12-31T00:00:00Z");
    Instant known = time.isBefore(first) ? first : time.isAfter(last) ? last : time;
    return known.atOffset(ZoneOffset.UTC);
  }

  public LogState state() {
    try (Connection connection = source.getConnection()) {
      return state(connection);
    } catch (SQLException e) {
      throw new EventLogException("The state of the log cannot be read", e);
    }
  }

  public LogState state(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(state);
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
