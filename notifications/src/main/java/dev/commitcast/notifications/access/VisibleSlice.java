package dev.commitcast.notifications.access;

import dev.commitcast.domain.event.RecordedEvent;
import java.util.List;
import java.util.OptionalLong;

/**
 * Some events of one stream that a reader may see, in the order they were asked for. Immutable.
 *
 * @param next the place to read on from, in the same direction; empty if there is nothing further
 *     that the reader may see
 */
public record VisibleSlice(List<RecordedEvent> events, OptionalLong next) {
  public VisibleSlice {
    events = List.copyOf(events);
  }
}
