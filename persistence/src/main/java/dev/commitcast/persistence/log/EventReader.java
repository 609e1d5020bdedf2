package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads as much as is asked for, however much that is, page by page: no more than a page is in
 * memory, and no transaction is open between two. Thread-safe; the streams it gives are not.
 */
public final class EventReader {
  private final EventLog log;
  private final PageLimit page;

  /**
   * @param page how much is read at once
   */
  public EventReader(EventLog log, PageLimit page) {
    this.log = log;
    this.page = page;
  }

  /**
   * One stream, with the caller's own last appends.
   *
   * @param from the first place when reading forwards, the last when backwards
   */
  public Stream<RecordedEvent> stream(StreamId stream, long from, Direction direction) {
    long[] next = {from};
    return new PagedEvents(
            () -> {
              if (next[0] < 1) {
                return List.of();
              }
              StreamSlice slice = log.readStream(stream, next[0], direction, page);
              next[0] = slice.next();
              return slice.events();
            })
        .stream();
  }

  /**
   * The log after a version and up to another, what matches of it.
   *
   * @param upTo inclusive; {@link Long#MAX_VALUE} for where the log ends when that is reached
   */
  public Stream<RecordedEvent> all(EventFilter filter, long after, long upTo) {
    long[] through = {after};
    return new PagedEvents(
            () -> {
              List<RecordedEvent> events = List.of();
              while (events.isEmpty() && through[0] < upTo) {
                LogPage read = log.read(filter, through[0], page);
                if (read.through() == through[0]) {
                  return List.of();
                }
                through[0] = read.through();
                events = read.events();
              }
              return events;
            })
        .stream().takeWhile(event -> event.version() <= upTo);
  }
}
