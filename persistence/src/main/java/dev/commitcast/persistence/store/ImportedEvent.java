package dev.commitcast.persistence.store;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.StreamId;
import java.time.Instant;

/**
 * An event that comes from elsewhere. Immutable.
 *
 * @param stream where it goes
 * @param event with the id that it had, so that a second import finds it
 * @param at when it was made there; null for now
 */
public record ImportedEvent(StreamId stream, EventData event, Instant at) {
  public ImportedEvent {
    if (stream == null || event == null) {
      throw new IllegalArgumentException("An imported event has a stream and content.");
    }
  }
}
