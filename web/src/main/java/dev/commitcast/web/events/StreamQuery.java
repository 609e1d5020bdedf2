package dev.commitcast.web.events;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.request.StreamPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a reader of one stream asked for, checked. Immutable.
 *
 * @param stream which one
 * @param from the place in the stream to start with, counted from 1; empty for its near end
 * @param direction which way
 * @param events the rest, as for the whole log
 */
record StreamQuery(StreamId stream, OptionalLong from, Direction direction, EventQuery events) {

  /**
   * Reads a request.
   *
   * @param rawPath as it was sent, not decoded
   */
  static StreamQuery of(String rawPath, Map<String, List<String>> parameters, String lastEventId) {
    StreamId stream = StreamPath.of(rawPath, parameters);
    Map<String, List<String>> rest = new HashMap<>(parameters);
    rest.remove(StreamPath.PARAMETER);
    Optional<String> from = EventQuery.single(parameters, "from");
    Optional<String> direction = EventQuery.single(parameters, "direction");
    rest.remove("from");
    rest.remove("direction");
    refuseFilters(rest);
    if (rest.containsKey("wait")) {
      throw Problem.invalidParameter(
              "wait", "Pages of one stream come at once; to wait, use /api/events?stream=…&wait=….")
          .asException();
    }
    StreamQuery query =
        new StreamQuery(
            stream,
            from.map(StreamQuery::place).orElse(OptionalLong.empty()),
            direction.map(StreamQuery::direction).orElse(Direction.FORWARDS),
            EventQuery.of(rest, lastEventId));
    if (query.from.isPresent() && query.events.start().isPresent()) {
      throw Problem.invalidParameter(
              "from", "Give a place in the stream with from, or a cursor with after, not both.")
          .asException();
    }
    return query;
  }

  EventFilter filter() {
    return EventFilter.ofStream(stream);
  }

  /** The same as a live stream, which goes by cursor and only forwards. */
  EventQuery live() {
    if (from.isPresent() || direction == Direction.BACKWARDS) {
      throw Problem.invalidParameter(
              from.isPresent() ? "from" : "direction",
              "from and direction are for pages; a live stream takes after or Last-Event-ID.")
          .asException();
    }
    return events.withFilter(filter());
  }

  /** Where a page starts: the first event forwards, the last one backwards, unless it is said. */
  long firstPlace() {
    return from.orElse(direction == Direction.FORWARDS ? 1 : Long.MAX_VALUE);
  }

  private static void refuseFilters(Map<String, List<String>> parameters) {
    for (String filter : List.of("room", "type", "category", "since", "until")) {
      if (parameters.containsKey(filter)) {
        throw Problem.invalidParameter(
                filter, "One stream is read whole; use /api/events to filter by " + filter + ".")
            .asException();
      }
    }
  }

  private static OptionalLong place(String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 1) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException expected) {
      // the same sentence as for a number below 1 follows
    }
    throw Problem.invalidParameter("from", "from is a whole number from 1.").asException();
  }

  private static Direction direction(String text) {
    return switch (text) {
      case "forwards" -> Direction.FORWARDS;
      case "backwards" -> Direction.BACKWARDS;
      default ->
          throw Problem.invalidParameter("direction", "direction is forwards or backwards.")
              .asException();
    };
  }
}
