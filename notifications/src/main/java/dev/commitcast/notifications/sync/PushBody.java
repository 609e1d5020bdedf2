package dev.commitcast.notifications.sync;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.sync.PushedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what go-sync-kit's clients push. An event that cannot be read is no reason to refuse the
 * others. Stateless.
 */
public final class PushBody {
  /** Metadata under which a client may say up to which version of the log it knew it. */
  static final String BASE = "base_version";

  /** Metadata under which a client may say who it is. */
  static final String ORIGIN = "origin_node";

  private PushBody() {}

  /**
   * One event of a push.
   *
   * @param id as it was given, empty text if there is none
   * @param event what was read, if it could be
   * @param fault why not
   */
  public record Item(String id, Optional<PushedEvent> event, Optional<String> fault) {}

  /**
   * Reads all of them, in order.
   *
   * @throws dev.commitcast.domain.json.JsonFaultException if the body is no JSON array
   */
  public static List<Item> read(String body) {
    List<Item> items = new ArrayList<>();
    StrictJson.elements(body, element -> items.add(item(element)));
    return items;
  }

  private static Item item(String json) {
    String id = "";
    try {
      Map<String, String> outer = StrictJson.members(json);
      Map<String, String> event = StrictJson.members(outer.getOrDefault("event", "null"));
      id = text(event, "id");
      return new Item(
          id,
          Optional.of(event(id, event, outer.getOrDefault("version", "\"\""))),
          Optional.empty());
    } catch (RuntimeException e) {
      // whatever object refuses a value says why
      return new Item(id, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static PushedEvent event(String id, Map<String, String> event, String version) {
    String metadata = valueOf(event, "metadata");
    if (metadata != null && !StrictJson.isObject(metadata)) {
      throw new IllegalArgumentException("The metadata of an event are an object.");
    }
    Map<String, String> known = metadata == null ? Map.of() : StrictJson.members(metadata);
    return new PushedEvent(
        new StreamId(text(event, "aggregate_id")),
        new EventData(
            id, new EventType(text(event, "type")), valueOf(event, "data"), metadata, null),
        base(known),
        number(version),
        origin(known));
  }

  private static OptionalLong base(Map<String, String> metadata) {
    String given = valueOf(metadata, BASE);
    return given == null
        ? OptionalLong.empty()
        : OptionalLong.of(
            KitCursor.version(StrictJson.isString(given) ? StrictJson.unquote(given) : given));
  }

  private static Optional<String> origin(Map<String, String> metadata) {
    return Optional.ofNullable(valueOf(metadata, ORIGIN))
        .filter(StrictJson::isString)
        .map(StrictJson::unquote);
  }

  /** The client's own number of the event; 0 is none. */
  private static OptionalLong number(String version) {
    if (StrictJson.isNull(version)) {
      return OptionalLong.empty();
    }
    long number =
        KitCursor.version(StrictJson.isString(version) ? StrictJson.unquote(version) : version);
    return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }

  private static String text(Map<String, String> members, String name) {
    String value = valueOf(members, name);
    if (value == null || !StrictJson.isString(value)) {
      throw new IllegalArgumentException("The " + name + " of an event is a text.");
    }
    return StrictJson.unquote(value);
  }

  private static String valueOf(Map<String, String> members, String name) {
    String value = members.get(name);
    return value == null || StrictJson.isNull(value) ? null : value;
  }
}
