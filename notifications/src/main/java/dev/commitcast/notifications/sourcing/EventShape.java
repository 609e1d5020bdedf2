package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventType;

/**
 * The form of an event's data: its type, and which version of that type. Immutable.
 *
 * @param type what kind of event
 * @param version from 1; an event says it in its metadata, as {@code schemaVersion}, and has the
 *     first if it says nothing
 */
public record EventShape(String type, int version) {
  /** The key in an event's metadata. */
  public static final String KEY = "schemaVersion";

  public EventShape {
    EventType checked = new EventType(type);
    type = checked.value();
    if (version < 1) {
      throw new IllegalArgumentException("Versions of a type count from 1, not " + version + ".");
    }
  }

  /** The first version of a type. */
  public static EventShape of(String type) {
    return new EventShape(type, 1);
  }

  /** An event of this form, to be appended; it has no other metadata. */
  public EventData with(String data) {
    EventData event = EventData.of(type, data);
    return version == 1 ? event : event.withMetadata("{\"" + KEY + "\": " + version + "}");
  }

  @Override
  public String toString() {
    return version == 1 ? type : type + " version " + version;
  }
}
