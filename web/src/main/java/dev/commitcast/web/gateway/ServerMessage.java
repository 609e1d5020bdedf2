package dev.commitcast.web.gateway;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.EventJson;
import dev.commitcast.web.problem.Problem;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Prints what the server says, one JSON object each; absent members are left out. Stateless. */
final class ServerMessage {
  /** Every type that this class prints, as the AsyncAPI document lists them. */
  static final List<String> TYPES =
      List.of(
          "connected",
          "subscribed",
          "unsubscribed",
          "event",
          "cursor",
          "caught-up",
          "fell-behind",
          "revoked",
          "error",
          "broadcast",
          "presence",
          "drain");

  private ServerMessage() {}

  static String connected(Caller caller, Cursor head) {
    StringBuilder out = begin("connected");
    text(out, "userId", caller.id());
    caller.merchant().ifPresent(merchant -> text(out, "merchantId", merchant));
    text(out, "head", head.toString());
    return out.append('}').toString();
  }

  static String event(String id, EncodedEvent event, boolean metadata) {
    byte[] json = event.json(metadata);
    StringBuilder out = new StringBuilder(json.length + 128);
    out.append("{\"type\":\"event\"");
    text(out, "id", id);
    text(out, "cursor", event.epoch() + "." + event.version());
    out.append(",\"event\":").append(new String(json, StandardCharsets.UTF_8));
    EventJson.payload(event.event())
        .ifPresent(payload -> out.append(",\"payload\":").append(payload));
    return out.append('}').toString();
  }

  /** The hub's own frames bear their names, but for the first, which answers the client. */
  static String control(String id, Optional<String> channel, ControlFrame frame) {
    boolean first = frame.name().equals("resume");
    StringBuilder out = begin(first ? "subscribed" : frame.name());
    text(out, "id", id);
    if (first) {
      channel.ifPresent(name -> text(out, "channel", name));
    }
    return out.append(',').append(frame.json(), 1, frame.json().length()).toString();
  }

  /** A quiet subscription's cursor moves on. */
  static String cursor(String id, Cursor cursor) {
    StringBuilder out = begin("cursor");
    text(out, "id", id);
    text(out, "cursor", cursor.toString());
    return out.append('}').toString();
  }

  static String unsubscribed(String id) {
    StringBuilder out = begin("unsubscribed");
    text(out, "id", id);
    return out.append('}').toString();
  }

  /** A problem as HTTP tells it, whose type is its {@code problem} here. */
  static String error(Optional<String> id, Problem problem) {
    JsonObjectBuilder out = JSON.createObjectBuilder().add("type", "error");
    id.ifPresent(text -> out.add("id", text));
    problem
        .toJson()
        .forEach((name, value) -> out.add(name.equals("type") ? "problem" : name, value));
    return out.build().toString();
  }

  static String revoked(String room) {
    StringBuilder out = begin("revoked");
    text(out, "room", room);
    text(out, "reason", "room");
    return out.append('}').toString();
  }

  static String broadcast(String channel, String room, String from, String payload) {
    StringBuilder out = begin("broadcast");
    text(out, "channel", channel);
    text(out, "room", room);
    text(out, "from", from);
    return out.append(",\"payload\":").append(payload).append('}').toString();
  }

  /** Who is in a room. */
  static String present(String room, Collection<String> users, int count) {
    StringBuilder out = begin("presence");
    text(out, "room", room);
    out.append(",\"users\":[");
    String between = "";
    for (String user : users) {
      out.append(between).append(StrictJson.quote(user));
      between = ",";
    }
    return out.append("],\"count\":").append(count).append('}').toString();
  }

  /**
   * Somebody came or went.
   *
   * @param what {@code joined} or {@code left}
   */
  static String moved(String room, String what, String user) {
    StringBuilder out = begin("presence");
    text(out, "room", room);
    text(out, what, user);
    return out.append('}').toString();
  }

  static String drain(Duration retry) {
    return begin("drain").append(",\"retry\":").append(retry.toMillis()).append('}').toString();
  }

  private static StringBuilder begin(String type) {
    return new StringBuilder(128).append("{\"type\":\"").append(type).append('"');
  }

  private static void text(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":").append(StrictJson.quote(value));
  }
}
