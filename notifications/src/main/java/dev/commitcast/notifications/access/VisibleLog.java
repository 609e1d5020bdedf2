package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventLogException;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.PageLimit;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The log as one reader may see it: what is read for somebody is read here. Thread-safe. */
public class VisibleLog {
  private final EventLog log;
  private final AccessControl control;

  public VisibleLog(EventLog log, AccessControl control) {
    this.log = log;
    this.control = control;
  }

  /**
   * What matches after a version and may be seen. A page ends where the reader's grants were read
   * at the latest: what the log has changed about them since is not known to it.
   */
  public LogPage read(Access access, EventFilter filter, long version, PageLimit limit) {
    if (access.isUnrestricted()) {
      return log.read(filter, version, limit);
    }
    LogPage page = log.under(access.guard()).read(access.narrow(filter), version, limit);
    long last = access.asOf().map(cursor -> cursor.version()).orElse(version);
    List<RecordedEvent> visible =
        page.events().stream()
            .filter(event -> event.version() <= last)
            .filter(event -> filter.matches(event) && access.allows(event))
            .toList();
    return new LogPage(visible, Math.max(version, Math.min(page.through(), last)));
  }

  /**
   * What may be seen of one stream, with what was appended and is not sequenced yet. What may not
   * be seen is passed over: the page neither has it nor tells that there is more of it.
   *
   * @param from the first place in the stream when reading forwards, the last when backwards
   * @throws dev.commitcast.domain.event.StreamDeletedException if the stream is deleted
   */
  public VisibleSlice readStream(
      Caller caller, StreamId stream, long from, Direction direction, PageLimit limit) {
    return asOne(
        caller,
        "The stream " + stream + " cannot be read",
        (access, snapshot) ->
            new VisibleStream(log, access, stream, direction).read(snapshot, from, limit));
  }

  /** Whether the last event of a stream may be seen; also not if there is none. */
  public boolean showsEndOf(Caller caller, StreamId stream) {
    return asOne(
        caller,
        "The stream " + stream + " cannot be read",
        (access, snapshot) ->
            new VisibleStream(log, access, stream, Direction.BACKWARDS).showsFirst(snapshot));
  }

  /** One event; empty also if there is one that may not be seen. */
  public Optional<RecordedEvent> event(Caller caller, String id) {
    return asOne(
        caller,
        "The event " + id + " cannot be read",
        (access, snapshot) -> log.event(snapshot, id).filter(access::allows));
  }

  /** Grants and events as of one moment, so that no grant has ended before what is read by it. */
  private <T> T asOne(Caller caller, String failure, AccessControl.Reading<T> reading) {
    return control.withAtOnce(
        caller,
        (access, snapshot) -> {
          try {
            log.restrict(snapshot, access.guard());
            return reading.read(access, snapshot);
          } catch (SQLException e) {
            // it is known what the reader may see; it is the log that cannot be read
            throw new EventLogException(failure, e);
          }
        });
  }
}
