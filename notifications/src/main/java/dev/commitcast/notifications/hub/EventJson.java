package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.RecordedEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prints an event as subscribers and pages show it: one line of JSON, absent members left out.
 * Stateless.
 */
public final class EventJson {
  /** What a trigger puts into a captured change, in the order in which it is shown. */
  private static final List<String> CAPTURED =
      List.of("operation", "record", "old", "changed", "payload", "incomplete");

  private EventJson() {}

  public static String print(RecordedEvent event, boolean withMetadata) {
    StringBuilder out = new StringBuilder(256 + (event.data() == null ? 0 : event.data().length()));
    out.append('{');
    if (event.version() > 0) {
      out.append("\"version\":").append(event.version()).append(',');
    }
    text(out, "id", event.id());
    text(out, "stream", event.stream());
    event.streamVersion().ifPresent(v -> out.append("\"streamVersion\":").append(v).append(','));
    text(out, "type", event.type());
    payload(out, event);
    text(out, "room", event.room());
    text(out, "at", event.at().toString());
    text(out, "tx", event.tx());
    out.append("\"last\":").append(event.last());
    metadata(out, event, withMetadata);
    return out.append('}').toString();
  }

  /** What the watch of a captured change notifies, as JSON; empty if it has no such form. */
  public static Optional<String> payload(RecordedEvent event) {
    String data = event.data();
    if (!event.captured() || data == null || !data.contains("\"payload\"")) {
      return Optional.empty();
    }
    int[] place = membersOf(data).get("payload");
    if (place == null) {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder();
    JsonText.compact(data, place[0], place[1], out);
    return Optional.of(out.toString());
  }

  private static void payload(StringBuilder out, RecordedEvent event) {
    String data = event.data();
    if (data == null) {
      return;
    }
    if (!event.captured()) {
      raw(out, "data", data, 0, data.length());
      out.append(',');
      return;
    }
    Map<String, int[]> members = membersOf(data);
    for (String name : CAPTURED) {
      int[] place = members.get(name);
      if (place != null) {
        raw(out, name, data, place[0], place[1]);
        out.append(',');
      }
    }
  }

  private static void metadata(StringBuilder out, RecordedEvent event, boolean all) {
    String metadata = event.metadata();
    if (metadata == null) {
      return;
    }
    Map<String, int[]> members = membersOf(metadata);
    for (String name : List.of("actor", "correlationId")) {
      int[] place = members.get(name);
      if (place != null) {
        out.append(',');
        raw(out, name, metadata, place[0], place[1]);
      }
    }
    if (all) {
      out.append(',');
      raw(out, "metadata", metadata, 0, metadata.length());
    }
  }

  private static Map<String, int[]> membersOf(String json) {
    Map<String, int[]> members = new HashMap<>();
    JsonText.members(
        json,
        (nameStart, nameEnd, valueStart, valueEnd) ->
            members.put(json.substring(nameStart, nameEnd), new int[] {valueStart, valueEnd}));
    return members;
  }

  private static void raw(StringBuilder out, String name, String json, int start, int end) {
    out.append('"').append(name).append("\":");
    JsonText.compact(json, start, end, out);
  }

  private static void text(StringBuilder out, String name, String value) {
    if (value != null) {
      out.append('"').append(name).append("\":");
      JsonText.quote(value, out);
      out.append(',');
    }
  }
}
