package dev.commitcast.web.gateway;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.json.JsonFaultException;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads what a client says. Throws {@link ClosingException} if it is no message at all, and {@link
 * ProblemException} if it is one that says something wrong. Stateless.
 */
final class ClientMessageReader {
  /** Most characters of a subscription's id. */
  static final int MOST_ID = 255;

  /** Most bytes of what is broadcast. */
  static final int MOST_PAYLOAD = 4 * 1024;

  /** Each message's members beside {@code type}. */
  static final Map<String, Set<String>> KNOWN =
      Map.of(
          "subscribe",
          Set.of("id", "channel", "room", "stream", "category", "metadata", "after"),
          "unsubscribe",
          Set.of("id"),
          "join",
          Set.of("id", "room"),
          "leave",
          Set.of("id", "room"),
          "broadcast",
          Set.of("id", "channel", "room", "payload"));

  private final Map<String, String> members;

  private ClientMessageReader(Map<String, String> members) {
    this.members = members;
  }

  /** The id that an answer to a message bears, if it can be read. */
  static Optional<String> idOf(String text) {
    try {
      return new ClientMessageReader(StrictJson.members(text))
          .text("id")
          .filter(ClientMessageReader::isId);
    } catch (JsonFaultException | ProblemException expected) {
      // the answer goes without
      return Optional.empty();
    }
  }

  static ClientMessage read(String text) {
    Map<String, String> members;
    try {
      members = StrictJson.members(text);
    } catch (JsonFaultException e) {
      throw new ClosingException(
          CloseCode.BAD_MESSAGE, "A message is one JSON object. " + e.getMessage(), e);
    }
    String type = members.getOrDefault("type", "");
    if (!StrictJson.isString(type) || !KNOWN.containsKey(StrictJson.unquote(type))) {
      throw new ClosingException(
          CloseCode.BAD_MESSAGE, "A message has a type, one of " + new TreeSet<>(KNOWN.keySet()));
    }
    return new ClientMessageReader(members).read(StrictJson.unquote(type), KNOWN);
  }

  private ClientMessage read(String type, Map<String, Set<String>> known) {
    for (String name : members.keySet()) {
      if (!name.equals("type") && !known.get(type).contains(name)) {
        throw Problem.invalidValue(
                name,
                "A message of the type "
                    + type
                    + " has no such member; it has "
                    + new TreeSet<>(known.get(type))
                    + ".")
            .asException();
      }
    }
    return switch (type) {
      case "subscribe" -> subscribe();
      case "unsubscribe" -> new ClientMessage.Unsubscribe(id().orElseThrow(() -> missing("id")));
      case "join" -> new ClientMessage.Join(room());
      case "leave" -> new ClientMessage.Leave(room());
      default -> broadcast();
    };
  }

  private ClientMessage subscribe() {
    Optional<String> channel = checked("channel", EventType::new);
    Optional<String> room = checked("room", Room::new);
    EventFilter filter =
        new EventFilter(
            setOf(channel),
            setOf(checked("stream", StreamId::new)),
            setOf(room),
            setOf(checked("category", StreamId::new)));
    // the original's clients tell subscriptions apart by their channel alone
    String id =
        id().or(() -> channel.filter(ClientMessageReader::isId)).orElseThrow(() -> missing("id"));
    return new ClientMessage.Subscribe(id, channel, room, filter, start(), metadata());
  }

  private ClientMessage broadcast() {
    String channel = checked("channel", EventType::new).orElseThrow(() -> missing("channel"));
    String payload = members.get("payload");
    if (payload == null) {
      throw missing("payload");
    }
    if (payload.getBytes(StandardCharsets.UTF_8).length > MOST_PAYLOAD) {
      throw Problem.invalidValue("payload", "payload has at most " + MOST_PAYLOAD + " bytes.")
          .asException();
    }
    return new ClientMessage.Broadcast(channel, room(), payload);
  }

  private String room() {
    return checked("room", Room::new).orElseThrow(() -> missing("room"));
  }

  private Optional<String> id() {
    Optional<String> id = text("id");
    if (id.isPresent() && !isId(id.get())) {
      throw invalid("id", "has 1 to " + MOST_ID + " characters.", null);
    }
    return id;
  }

  private static boolean isId(String text) {
    return !text.isEmpty() && text.length() <= MOST_ID;
  }

  private StartFrom start() {
    String json = members.getOrDefault("after", "\"now\"");
    // a number would be 1.4821 for 1.48210
    String text = json.equals("0") ? "0" : text("after").orElse("now");
    if (text.equals("now")) {
      return new StartFrom.Now();
    }
    if (text.equals("0")) {
      return new StartFrom.Beginning();
    }
    try {
      return new StartFrom.After(Cursor.parse(text));
    } catch (IllegalArgumentException e) {
      throw Problem.invalidValue("after", e.getMessage()).asException(e);
    }
  }

  private boolean metadata() {
    String json = members.getOrDefault("metadata", "false").strip();
    if (!json.equals("true") && !json.equals("false")) {
      throw invalid("metadata", "is true or false.", null);
    }
    return json.equals("true");
  }

  private static Set<String> setOf(Optional<String> value) {
    return value.map(Set::of).orElse(Set.of());
  }

  private Optional<String> checked(String name, Consumer<String> check) {
    Optional<String> value = text(name);
    try {
      value.ifPresent(check);
    } catch (IllegalArgumentException e) {
      throw Problem.invalidValue(name, e.getMessage()).asException(e);
    }
    return value;
  }

  private Optional<String> text(String name) {
    String json = members.get(name);
    if (json == null) {
      return Optional.empty();
    }
    if (!StrictJson.isString(json)) {
      throw invalid(name, "is a text.", null);
    }
    return Optional.of(StrictJson.unquote(json));
  }

  private static ProblemException missing(String name) {
    return invalid(name, "must be given.", null);
  }

  private static ProblemException invalid(String name, String rest, Throwable cause) {
    return Problem.invalidValue(name, name + " " + rest).asException(cause);
  }
}
