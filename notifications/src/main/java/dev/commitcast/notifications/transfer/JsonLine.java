package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.store.ImportedEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One event as pages of the log print it, read back. Stateless. */
final class JsonLine {
  private static final List<String> CAPTURED =
      List.of("operation", "record", "old", "changed", "payload", "incomplete");

  private JsonLine() {}

  /**
   * Reads a line.
   *
   * @param idOtherwise the id of an event that has none
   * @throws RuntimeException with a sentence, if it cannot be taken
   */
  static ImportedEvent read(String line, String idOtherwise) {
    Map<String, String> members = StrictJson.members(line);
    String id = text(members, "id");
    String room = text(members, "room");
    String version = members.get("version");
    String metadata = metadata(members);
    EventData event =
        new EventData(
            id == null ? idOtherwise : id,
            new EventType(required(members, "type")),
            data(members),
            version == null || !version.matches("\\d{1,18}")
                ? metadata
                : Origin.note(metadata, Long.parseLong(version)),
            room == null ? null : new Room(room));
    return Checked.event(new StreamId(required(members, "stream")), event, at(members));
  }

  /** A captured change has its data in members of its own. */
  private static String data(Map<String, String> members) {
    if (members.containsKey("data") || !members.containsKey("operation")) {
      return members.get("data");
    }
    Map<String, String> change = new LinkedHashMap<>();
    for (String name : CAPTURED) {
      if (members.containsKey(name)) {
        change.put(name, members.get(name));
      }
    }
    return Origin.print(change);
  }

  /** Actor and correlation id stand beside the metadata, too; that is all a short line has. */
  private static String metadata(Map<String, String> members) {
    String given = members.get("metadata");
    if (given != null && !StrictJson.isNull(given)) {
      if (!StrictJson.isObject(given)) {
        throw new IllegalArgumentException("The metadata are an object.");
      }
      return given;
    }
    Map<String, String> known = new LinkedHashMap<>();
    for (String name : List.of("actor", "correlationId")) {
      if (members.containsKey(name)) {
        known.put(name, members.get(name));
      }
    }
    return known.isEmpty() ? null : Origin.print(known);
  }

  private static Instant at(Map<String, String> members) {
    String text = text(members, "at");
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("at is a time like 2026-11-21T10:00:00Z.", e);
    }
  }

  private static String required(Map<String, String> members, String name) {
    String text = text(members, name);
    if (text == null) {
      throw new IllegalArgumentException("The event has no " + name + ".");
    }
    return text;
  }

  private static String text(Map<String, String> members, String name) {
    String value = members.get(name);
    if (value == null || StrictJson.isNull(value)) {
      return null;
    }
    if (!StrictJson.isString(value)) {
      throw new IllegalArgumentException("The " + name + " is a text.");
    }
    return StrictJson.unquote(value);
  }
}
