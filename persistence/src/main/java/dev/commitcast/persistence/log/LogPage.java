package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.RecordedEvent;
import java.util.List;

/**
 * Some events of the log, in order. Immutable.
 *
 * @param events what matched, by ascending version
 * @param through the version up to which everything has been looked at, so where to go on after; it
 *     may be ahead of the last event when a filter left the rest out
 */
public record LogPage(List<RecordedEvent> events, long through) {
  public LogPage {
    events = List.copyOf(events);
  }
}
