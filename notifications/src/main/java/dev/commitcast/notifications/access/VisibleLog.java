package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.log.StreamSlice;
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
   * What may be seen of one stream, with what was appended and is not sequenced yet.
   *
   * @throws dev.commitcast.domain.event.StreamDeletedException if the stream is deleted
   */
  public StreamSlice readStream(
      Caller caller, StreamId stream, long from, Direction direction, PageLimit limit) {
    StreamSlice slice =
        log.under(control.atOnce(caller).guard()).readStream(stream, from, direction, limit);
    // after the reading, so that no grant has ended before what was read
    Access access = control.atOnce(caller);
    return new StreamSlice(slice.events().stream().filter(access::allows).toList(), slice.next());
  }

  /** One event; empty also if there is one that may not be seen. */
  public Optional<RecordedEvent> event(Caller caller, String id) {
    return log.under(control.atOnce(caller).guard())
        .event(id)
        .filter(event -> control.atOnce(caller).allows(event));
  }
}
