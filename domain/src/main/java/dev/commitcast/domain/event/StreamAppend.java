package dev.commitcast.domain.event;

import java.util.List;

/**
 * What goes to one stream in an append to several. Immutable.
 *
 * @param stream where to
 * @param expected what the appender believes about it
 * @param events in order; none appends nothing, but the belief is still tested
 */
public record StreamAppend(StreamId stream, ExpectedVersion expected, List<EventData> events) {
  public StreamAppend {
    Check.that(stream != null && expected != null, "An append names a stream and what it expects.");
    events = List.copyOf(events);
  }
}
