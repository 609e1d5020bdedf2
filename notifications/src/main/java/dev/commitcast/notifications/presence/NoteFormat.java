package dev.commitcast.notifications.presence;

import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.json.JsonFaultException;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.notifications.channel.ChannelLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notes as the payloads of notifications: {@code {"node":…,"n":7,"notes":[["j",room,user],…]}}.
 * Stateless.
 */
final class NoteFormat {
  /** Leaves room for the node's name and the number. */
  static final int MOST_NOTE_BYTES = ChannelLimits.PAYLOAD_BYTES - 400;

  /** Longer names of users are of no token that is worth it. */
  static final int MOST_NAME = 1_000;

  private NoteFormat() {}

  /**
   * @param node which tells it
   * @param notes in their order
   */
  record Envelope(String node, List<Note> notes) {}

  /** Whether a note can be told at all. */
  static boolean fits(Note note) {
    return bytes(print(note)) <= MOST_NOTE_BYTES;
  }

  /**
   * As few payloads as can be; notes that do not fit are left out.
   *
   * @param first the number of the first payload: no two of a transaction are alike, of which the
   *     server would keep one
   */
  static List<String> print(String node, long first, List<Note> notes) {
    List<String> payloads = new ArrayList<>();
    StringBuilder gathered = new StringBuilder();
    int size = 0;
    for (Note note : notes) {
      String text = print(note);
      int more = bytes(text) + 1;
      if (more > MOST_NOTE_BYTES + 1) {
        continue;
      }
      if (size > 0 && size + more > MOST_NOTE_BYTES) {
        payloads.add(envelope(node, first + payloads.size(), gathered));
        gathered.setLength(0);
        size = 0;
      }
      gathered.append(gathered.isEmpty() ? "" : ",").append(text);
      size += more;
    }
    if (size > 0) {
      payloads.add(envelope(node, first + payloads.size(), gathered));
    }
    return payloads;
  }

  private static String envelope(String node, long number, CharSequence notes) {
    return "{\"node\":"
        + StrictJson.quote(node)
        + ",\"n\":"
        + number
        + ",\"notes\":["
        + notes
        + "]}";
  }

  private static String print(Note note) {
    if (note instanceof Note.Said said) {
      return "[\"s\","
          + texts(said.room(), said.channel(), said.from())
          + ","
          + said.payload()
          + "]";
    }
    if (note instanceof Note.Came came) {
      return "[\"j\"," + texts(came.room(), came.user()) + "]";
    }
    if (note instanceof Note.Went went) {
      return "[\"l\"," + texts(went.room(), went.user()) + "]";
    }
    if (note instanceof Note.Census census) {
      StringBuilder out = new StringBuilder("[\"c\",");
      out.append(census.part()).append(',').append(census.of()).append(",{");
      String between = "";
      for (Map.Entry<String, List<String>> room : census.rooms().entrySet()) {
        out.append(between).append(StrictJson.quote(room.getKey())).append(":[");
        out.append(texts(room.getValue().toArray(String[]::new))).append(']');
        between = ",";
      }
      return out.append("}]").toString();
    }
    return note instanceof Note.Ask ? "[\"q\"]" : "[\"x\"]";
  }

  private static String texts(String... values) {
    List<String> quoted = new ArrayList<>();
    for (String value : values) {
      quoted.add(StrictJson.quote(value));
    }
    return String.join(",", quoted);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** All who are on a node, in parts that fit. */
  static List<Note> census(Map<String, List<String>> rooms) {
    List<Map<String, List<String>>> parts = new ArrayList<>();
    parts.add(new LinkedHashMap<>());
    int size = 0;
    for (Map.Entry<String, List<String>> room : rooms.entrySet()) {
      int name = bytes(StrictJson.quote(room.getKey())) + 4;
      boolean begun = false;
      for (String user : room.getValue()) {
        int more = bytes(StrictJson.quote(user)) + 1;
        if (size + more + (begun ? 0 : name) > MOST_NOTE_BYTES - 50) {
          parts.add(new LinkedHashMap<>());
          size = 0;
          begun = false;
        }
        size += more + (begun ? 0 : name);
        begun = true;
        parts
            .get(parts.size() - 1)
            .computeIfAbsent(room.getKey(), any -> new ArrayList<>())
            .add(user);
      }
    }
    List<Note> notes = new ArrayList<>();
    for (Map<String, List<String>> part : parts) {
      notes.add(new Note.Census(notes.size() + 1, parts.size(), part));
    }
    return notes;
  }

  /** Empty if it is nothing that a node of this version has told. */
  static Optional<Envelope> read(String payload) {
    try {
      Map<String, String> members = StrictJson.members(payload);
      if (!members.containsKey("node") || !members.containsKey("notes")) {
        return Optional.empty();
      }
      List<Note> notes = new ArrayList<>();
      StrictJson.elements(members.get("notes"), each -> note(each).ifPresent(notes::add));
      return Optional.of(new Envelope(name(members.get("node")), notes));
    } catch (JsonFaultException | IllegalArgumentException expected) {
      // somebody else has notified our channel
      return Optional.empty();
    }
  }

  /** Empty if it is of a kind that only newer nodes know. */
  private static Optional<Note> note(String json) {
    List<String> parts = StrictJson.elements(json);
    String kind = parts.isEmpty() ? "" : StrictJson.unquote(parts.get(0));
    return Optional.ofNullable(
        switch (kind + parts.size()) {
          case "s5" ->
              new Note.Said(
                  room(parts.get(1)), name(parts.get(2)), name(parts.get(3)), parts.get(4));
          case "j3" -> new Note.Came(room(parts.get(1)), name(parts.get(2)));
          case "l3" -> new Note.Went(room(parts.get(1)), name(parts.get(2)));
          case "c4" ->
              new Note.Census(
                  Integer.parseInt(parts.get(1)),
                  Integer.parseInt(parts.get(2)),
                  rooms(parts.get(3)));
          case "q1" -> new Note.Ask();
          case "x1" -> new Note.Bye();
          default -> null;
        });
  }

  private static Map<String, List<String>> rooms(String json) {
    Map<String, List<String>> rooms = new LinkedHashMap<>();
    StrictJson.members(json)
        .forEach(
            (room, users) ->
                rooms.put(
                    new Room(room).value(),
                    StrictJson.elements(users).stream().map(NoteFormat::name).toList()));
    return rooms;
  }

  private static String room(String json) {
    return new Room(StrictJson.unquote(json)).value();
  }

  private static String name(String json) {
    String name = StrictJson.unquote(json);
    if (name.isEmpty() || name.length() > MOST_NAME) {
      throw new IllegalArgumentException("A name has 1 to " + MOST_NAME + " characters.");
    }
    return name;
  }
}
