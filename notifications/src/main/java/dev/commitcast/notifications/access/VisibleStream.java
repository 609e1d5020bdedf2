package dev.commitcast.notifications.access;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.log.StreamSlice;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * One stream as one reader may see it. It reads on over what may not be seen, a slice at a time, so
 * that neither the page nor its end depends on that. Immutable.
 *
 * @param direction which way
 */
record VisibleStream(EventLog log, Access access, StreamId stream, Direction direction) {
  private static final PageLimit ONE = new PageLimit(1, 1);

  /** How much is looked at to find out whether there is more: small if all may be seen. */
  private static final PageLimit GLANCE = new PageLimit(100, 1 << 20);

  /** From a place on. */
  VisibleSlice read(Connection snapshot, long from, PageLimit limit) throws SQLException {
    StreamSlice page = firstVisible(snapshot, from, limit);
    List<RecordedEvent> events = visible(page);
    if (events.isEmpty() || page.next() < 1) {
      return new VisibleSlice(events, OptionalLong.empty());
    }
    boolean more =
        !visible(firstVisible(snapshot, page.next(), access.isUnrestricted() ? ONE : GLANCE))
            .isEmpty();
    return new VisibleSlice(events, more ? OptionalLong.of(page.next()) : OptionalLong.empty());
  }

  /** Whether the very first event of this direction may be seen. */
  boolean showsFirst(Connection snapshot) throws SQLException {
    long from = direction == Direction.FORWARDS ? 1 : Long.MAX_VALUE;
    return !visible(log.readStream(snapshot, stream, from, direction, ONE)).isEmpty();
  }

  /** The first slice from a place on that holds something to see, or the last one of all. */
  private StreamSlice firstVisible(Connection snapshot, long from, PageLimit limit)
      throws SQLException {
    StreamSlice slice = log.readStream(snapshot, stream, from, direction, limit);
    while (!slice.events().isEmpty() && slice.next() >= 1 && visible(slice).isEmpty()) {
      slice = log.readStream(snapshot, stream, slice.next(), direction, limit);
    }
    return slice;
  }

  private List<RecordedEvent> visible(StreamSlice slice) {
    return slice.events().stream().filter(access::allows).toList();
  }
}
