package dev.commitcast.domain.event;

/**
 * An event that is to be appended. Immutable.
 *
 * @param id makes a repeated append recognisable: 1 to 255 characters, no line break; null lets the
 *     store make a ULID, and then a repetition is a second event
 * @param type what kind of event
 * @param data the payload, JSON text, null for none; at most 16 MiB as PostgreSQL prints it
 * @param metadata what else is known, text of a JSON object or null; at most 64 KiB. The keys
 *     {@code actor}, {@code correlationId} and {@code traceparent} are shown with each event
 * @param room who may see it, null for operators only
 */
public record EventData(String id, EventType type, String data, String metadata, Room room) {
  public static final int MAX_ID_LENGTH = 255;

  public EventData {
    if (id != null) {
      Check.singleLine("event id", id, MAX_ID_LENGTH);
    }
    Check.that(type != null, "An event has a type.");
    Check.wholeCharacters("payload", data);
    Check.wholeCharacters("metadata", metadata);
  }

  /** With an id made by the store, no metadata, for operators only. */
  public static EventData of(String type, String data) {
    return new EventData(null, new EventType(type), data, null, null);
  }

  public EventData withId(String otherId) {
    return new EventData(otherId, type, data, metadata, room);
  }

  public EventData withMetadata(String otherMetadata) {
    return new EventData(id, type, data, otherMetadata, room);
  }

  public EventData inRoom(Room otherRoom) {
    return new EventData(id, type, data, metadata, otherRoom);
  }
}
