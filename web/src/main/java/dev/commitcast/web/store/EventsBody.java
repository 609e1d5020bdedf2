package dev.commitcast.web.store;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Events as clients send them. Every complaint names the place, such as {@code [2].type}. Used
 * once, by one thread.
 */
final class EventsBody {
  private static final Set<String> EVENT = Set.of("id", "type", "data", "metadata", "room");
  private static final Set<String> APPEND = Set.of("stream", "expected", "events");

  private final JsonScanner json;
  private final RequestNotes notes;

  /**
   * @param text the whole body
   * @param notes what the request adds to each event's metadata
   */
  EventsBody(String text, RequestNotes notes) {
    this.json = new JsonScanner(text);
    this.notes = notes;
  }

  /** One event, or an array of them. */
  List<EventData> events() {
    List<EventData> events = json.peek() == '{' ? List.of(event("")) : events("");
    json.expectEnd();
    return events;
  }

  /** An array of streams, each with its events. */
  List<StreamAppend> appends() {
    List<StreamAppend> appends = array("", this::append);
    json.expectEnd();
    return appends;
  }

  private List<EventData> events(String place) {
    return array(place, each -> event(each + "."));
  }

  private <T> List<T> array(String place, Function<String, T> item) {
    if (json.peek() != '[') {
      json.value(place);
      throw Problem.invalidValue(
              place.isEmpty() ? "body" : place,
              (place.isEmpty() ? "The body" : place) + " is an array of objects.")
          .asException();
    }
    List<T> items = new ArrayList<>();
    json.expect('[');
    if (!json.skip(']')) {
      do {
        items.add(item.apply(place + "[" + items.size() + "]"));
      } while (json.skip(','));
      json.expect(']');
    }
    return items;
  }

  private EventData event(String in) {
    Map<String, String> members = members(in, EVENT, Map.of());
    String metadata = members.get("metadata");
    if (isGiven(metadata) && metadata.charAt(0) != '{') {
      throw invalid(in + "metadata", "is an object.");
    }
    String room = text(in, members, "room");
    String type = text(in, members, "type");
    if (type == null) {
      throw invalid(in + "type", "must be given.");
    }
    EventType checkedType = checked(in + "type", () -> new EventType(type));
    Room checkedRoom = room == null ? null : checked(in + "room", () -> new Room(room));
    String id = text(in, members, "id");
    return checked(
        in + "id",
        () ->
            new EventData(
                id,
                checkedType,
                members.get("data"),
                notes.addTo(isGiven(metadata) ? metadata : null),
                checkedRoom));
  }

  private StreamAppend append(String place) {
    String in = place + ".";
    List<List<EventData>> events = new ArrayList<>(1);
    Map<String, String> members =
        members(in, APPEND, Map.of("events", () -> events.add(events(in + "events"))));
    String name = text(in, members, "stream");
    if (name == null) {
      throw invalid(in + "stream", "must be given.");
    }
    if (events.isEmpty()) {
      throw invalid(in + "events", "must be given.");
    }
    ExpectedVersion expected =
        Expectation.inBody(members.getOrDefault("expected", "null"), in + "expected");
    StreamId stream = checked(in + "stream", () -> new StreamId(name));
    return new StreamAppend(stream, expected, events.get(0));
  }

  private Map<String, String> members(String in, Set<String> known, Map<String, Runnable> readers) {
    if (json.peek() != '{') {
      String place = in.substring(0, Math.max(0, in.length() - 1));
      json.value(place);
      throw invalid(place, "is an object.");
    }
    return MemberTexts.read(json, in, known, readers);
  }

  private static String text(String in, Map<String, String> members, String name) {
    String value = members.get(name);
    if (!isGiven(value)) {
      return null;
    }
    if (value.charAt(0) != '"') {
      throw invalid(in + name, "is a text.");
    }
    return JsonStrings.read(value, 1, value.length() - 1);
  }

  private static boolean isGiven(String value) {
    return value != null && !value.equals("null");
  }

  private static <T> T checked(String place, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw Problem.invalidValue(place, e.getMessage()).asException(e);
    }
  }

  private static ProblemException invalid(String place, String restOfSentence) {
    return Problem.invalidValue(place, place + " " + restOfSentence).asException();
  }
}
