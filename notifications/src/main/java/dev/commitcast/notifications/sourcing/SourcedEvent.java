package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamId;
import jakarta.json.JsonObject;
import java.util.OptionalLong;

/**
 * An event as it is folded or projected: in today's form, whatever it was written in. Immutable.
 *
 * @param id unique in the log
 * @param stream the name of its stream
 * @param streamVersion its place in an appended stream, from 1; empty for a captured change
 * @param version its place in the log; empty while it is not sequenced
 * @param shape its form
 * @param data its payload, JSON text; null for none
 * @param metadata what else is known, text of a JSON object or null; an event that is being
 *     appended has not yet what the session adds
 * @param room who may see it; null for operators
 */
public record SourcedEvent(
    String id,
    String stream,
    OptionalLong streamVersion,
    OptionalLong version,
    EventShape shape,
    String data,
    String metadata,
    String room) {

  /** As the log holds it. */
  public static SourcedEvent of(RecordedEvent event) {
    return new SourcedEvent(
        event.id(),
        event.stream(),
        event.streamVersion(),
        event.version() == 0 ? OptionalLong.empty() : OptionalLong.of(event.version()),
        shape(event.type(), event.metadata()),
        event.data(),
        event.metadata(),
        event.room());
  }

  /** As it is being appended. */
  public static SourcedEvent of(StreamId stream, EventData event, AppendedEvent place) {
    Room room = event.room();
    return new SourcedEvent(
        place.id(),
        stream.value(),
        OptionalLong.of(place.streamVersion()),
        OptionalLong.empty(),
        shape(event.type().value(), event.metadata()),
        event.data(),
        event.metadata(),
        room == null ? null : room.value());
  }

  private static EventShape shape(String type, String metadata) {
    // most events have no version, and their metadata need not be parsed to know it
    if (metadata == null || !metadata.contains(EventShape.KEY)) {
      return EventShape.of(type);
    }
    int version = JsonTexts.object(metadata).getInt(EventShape.KEY, 1);
    return new EventShape(type, Math.max(1, version));
  }

  public String type() {
    return shape.type();
  }

  /**
   * The payload, parsed.
   *
   * @throws jakarta.json.JsonException if it is no JSON object
   */
  public JsonObject json() {
    return JsonTexts.object(data);
  }

  /** The same event in another form. */
  SourcedEvent as(EventShape otherShape, String otherData) {
    return new SourcedEvent(
        id, stream, streamVersion, version, otherShape, otherData, metadata, room);
  }
}
