package dev.commitcast.domain.event;

import java.util.List;
import java.util.OptionalLong;

/**
 * What became of an append to one stream. Immutable.
 *
 * @param stream where to
 * @param events one for each that was given, in that order
 */
public record AppendResult(StreamId stream, List<AppendedEvent> events) {
  public AppendResult {
    events = List.copyOf(events);
  }

  /** The version to expect for what comes next, if nobody else appends; empty without events. */
  public OptionalLong version() {
    return events.stream().mapToLong(AppendedEvent::streamVersion).max();
  }
}
