package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.RecordedEvent;
import java.util.List;

/**
 * Some events of one stream, in the order they were asked for. Immutable.
 *
 * @param events none if there are none from there on
 * @param next the place in the stream to read on from, in the same direction
 */
public record StreamSlice(List<RecordedEvent> events, long next) {
  public StreamSlice {
    events = List.copyOf(events);
  }
}
