package dev.commitcast.web.events;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.web.problem.Problem;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a reader of the log asked for, checked. Immutable.
 *
 * @param filter which events
 * @param start from where; empty if the request does not say
 * @param span when the events were made
 * @param limit most events of a page
 * @param patience how long to hold an empty page back
 * @param metadata whether events show their whole metadata
 */
record EventQuery(
    EventFilter filter,
    Optional<StartFrom> start,
    TimeSpan span,
    int limit,
    Duration patience,
    boolean metadata) {
  static final int DEFAULT_LIMIT = 500;
  static final int MAX_LIMIT = 1_000;
  static final int MAX_WAIT_SECONDS = 60;

  /** Most values of one filter; more belong into several subscriptions or a broader filter. */
  static final int MAX_VALUES = 100;

  private static final Set<String> FILTERS = Set.of("type", "stream", "room", "category");
  private static final Set<String> OTHERS =
      Set.of("after", "since", "until", "limit", "wait", "metadata");

  /**
   * Reads a request.
   *
   * @param parameters as in the query, each with all its values
   * @param lastEventId the header of that name, null if there is none; it is newer than {@code
   *     after}, which a reconnecting browser repeats
   */
  static EventQuery of(Map<String, List<String>> parameters, String lastEventId) {
    refuseUnknown(parameters.keySet());
    return new EventQuery(
        filter(parameters),
        lastEventId == null || lastEventId.isBlank()
            ? single(parameters, "after").map(text -> start("after", text))
            : Optional.of(start("Last-Event-ID", lastEventId.strip())),
        TimeSpan.of(single(parameters, "since"), single(parameters, "until")),
        number(parameters, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
        Duration.ofSeconds(number(parameters, "wait", 0, 0, MAX_WAIT_SECONDS)),
        flag(parameters, "metadata"));
  }

  EventQuery withFilter(EventFilter other) {
    return new EventQuery(other, start, span, limit, patience, metadata);
  }

  /** The same as a live stream, which has no end. */
  EventQuery live() {
    if (span.until().isPresent()) {
      throw Problem.invalidParameter("until", "until is for pages; a live stream goes on.")
          .asException();
    }
    return this;
  }

  private static void refuseUnknown(Set<String> names) {
    for (String name : names) {
      if (!FILTERS.contains(name) && !OTHERS.contains(name)) {
        Set<String> known = new TreeSet<>(FILTERS);
        known.addAll(OTHERS);
        throw Problem.invalidParameter(
                name, "There is no such parameter; known are " + String.join(", ", known) + ".")
            .asException();
      }
    }
  }

  private static EventFilter filter(Map<String, List<String>> parameters) {
    return new EventFilter(
        values(parameters, "type", EventType::new),
        values(parameters, "stream", StreamId::new),
        values(parameters, "room", Room::new),
        values(parameters, "category", StreamId::new));
  }

  private static Set<String> values(
      Map<String, List<String>> parameters, String name, Consumer<String> check) {
    Set<String> values = new LinkedHashSet<>(parameters.getOrDefault(name, List.of()));
    if (values.size() > MAX_VALUES) {
      throw Problem.invalidParameter(
              name, "At most " + MAX_VALUES + " values are allowed, not " + values.size() + ".")
          .asException();
    }
    for (String value : values) {
      try {
        check.accept(value);
      } catch (IllegalArgumentException e) {
        throw Problem.invalidParameter(name, e.getMessage()).asException(e);
      }
    }
    return values;
  }

  private static StartFrom start(String field, String text) {
    if (text.equals("now")) {
      return new StartFrom.Now();
    }
    if (text.equals("0")) {
      return new StartFrom.Beginning();
    }
    try {
      return new StartFrom.After(Cursor.parse(text));
    } catch (IllegalArgumentException e) {
      throw Problem.invalidParameter(field, e.getMessage()).asException(e);
    }
  }

  static int number(
      Map<String, List<String>> parameters, String name, int fallback, int min, int max) {
    Optional<String> text = single(parameters, name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException expected) {
      // the same sentence as for a number that is out of range follows
    }
    throw Problem.invalidParameter(
            name, name + " is a whole number from " + min + " to " + max + ".")
        .asException();
  }

  private static boolean flag(Map<String, List<String>> parameters, String name) {
    String text = single(parameters, name).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw Problem.invalidParameter(name, name + " is true or false.").asException();
    }
    return text.equals("true");
  }

  static Optional<String> single(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw Problem.invalidParameter(name, name + " may be given once only.").asException();
    }
    return values.stream().findFirst();
  }
}
