package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.guard.Guard;
import dev.commitcast.persistence.guard.GuardedSource;
import dev.commitcast.persistence.guard.RequestRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads the log. Thread-safe: every call takes a connection of its own from the data source, but
 * for those that are given one.
 */
public class EventLog {
  private final DataSource source;
  private final LogReads reads;
  private final RequestRole role;
  private final boolean guarded;

  public EventLog(DataSource source, SchemaNames schemas) {
    this(source, schemas, RequestRole.NONE);
  }

  /**
   * @param role by which readers are restricted who are not to see everything
   */
  public EventLog(DataSource source, SchemaNames schemas, RequestRole role) {
    this.source = source;
    this.reads = new LogReads(schemas);
    this.role = role;
    this.guarded = false;
  }

  private EventLog(EventLog whole, Guard guard) {
    this.source = new GuardedSource(whole.source, whole.role, guard);
    this.reads = whole.reads;
    this.role = whole.role;
    this.guarded = true;
  }

  /**
   * The same log as somebody may see it, by row-level security: cheap, for one request. Its reads
   * have transactions of their own. What is read with a connection of the caller's is not guarded.
   */
  public EventLog under(Guard guard) {
    return role.restricts(guard) ? new EventLog(this, guard) : this;
  }

  /** The same for the rest of the transaction that the caller's connection is in. */
  public void restrict(Connection connection, Guard guard) throws SQLException {
    role.restrict(connection, guard);
  }

  /** Everything after a version, on the caller's connection: the listener reads with its own. */
  public LogPage readAfter(Connection connection, long version, int maxEvents, long maxBytes)
      throws SQLException {
    return reads.readAfter(connection, version, maxEvents, maxBytes);
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
    // a guard passes over what is not seen: who reads on for enough of it would read the whole log
    if (guarded || !filter.isUnrestricted()) {
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
    return reads.readFiltered(connection, filter, version, state(connection).head(), limit);
  }

  /** How many events match after one version and up to another. */
  public long count(EventFilter filter, long after, long upTo) {
    if (upTo <= after) {
      return 0;
    }
    try (Connection connection = source.getConnection()) {
      return guarded || !filter.isUnrestricted()
          ? reads.count(connection, filter, after, upTo)
          : upTo - after - reads.countCanaries(connection, after, upTo);
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
    return reads.readStream(connection, stream, from, direction, limit);
  }

  /**
   * An appended stream as the log keeps it, whatever its readers are shown: also when it is deleted
   * or truncated. With what the connection's own transaction has appended.
   *
   * @param from the first version, 1 or more
   */
  public List<RecordedEvent> readHistory(
      Connection connection, StreamId stream, long from, PageLimit limit) throws SQLException {
    return reads.readHistory(connection, stream, from, limit);
  }

  /** One event, also one that is appended and not sequenced yet; empty if there is none. */
  public Optional<RecordedEvent> event(String id) {
    try (Connection connection = source.getConnection()) {
      return event(connection, id);
    } catch (SQLException e) {
      throw new EventLogException("The event " + id + " cannot be read", e);
    }
  }

  /** The same on the caller's connection and in its transaction. */
  public Optional<RecordedEvent> event(Connection connection, String id) throws SQLException {
    return reads.event(connection, id);
  }

  /** The event of a version, also a canary; empty if retention has removed it or none is so far. */
  public Optional<RecordedEvent> at(long version) {
    try (Connection connection = source.getConnection()) {
      LogPage found =
          guarded
              ? reads.readStretch(
                  connection, EventFilter.ALL, version - 1, version, new PageLimit(1, 1))
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
    try (Connection connection = source.getConnection()) {
      return reads.versionsBetween(connection, from, until);
    } catch (SQLException e) {
      throw new EventLogException("The log cannot be searched by time", e);
    }
  }

  public LogState state() {
    try (Connection connection = source.getConnection()) {
      return state(connection);
    } catch (SQLException e) {
      throw new EventLogException("The state of the log cannot be read", e);
    }
  }

  public LogState state(Connection connection) throws SQLException {
    return reads.state(connection, guarded);
  }
}
