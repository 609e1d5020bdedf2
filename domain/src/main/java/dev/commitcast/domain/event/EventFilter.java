package dev.commitcast.domain.event;

import java.util.Set;

/**
 * Which events a subscriber asked for. Values of one kind are alternatives, kinds are conditions
 * that must all hold; an empty set asks for nothing special. Canaries, which nodes send to try the
 * way, reach only who asks for something that they have. Immutable.
 *
 * @param types event types, such as {@code message_change}
 * @param streams whole stream names
 * @param rooms whole room names
 * @param categories parts of stream names before the first colon
 */
public record EventFilter(
    Set<String> types, Set<String> streams, Set<String> rooms, Set<String> categories) {

  /** The type of canaries, and the category of the streams in which they are. */
  public static final String CANARY = "commitcast_canary";

  /** Everything that is not a canary. */
  public static final EventFilter ALL = new EventFilter(Set.of(), Set.of(), Set.of(), Set.of());

  public EventFilter {
    types = Set.copyOf(types);
    streams = Set.copyOf(streams);
    rooms = Set.copyOf(rooms);
    categories = Set.copyOf(categories);
  }

  public static EventFilter ofStream(StreamId stream) {
    return new EventFilter(Set.of(), Set.of(stream.value()), Set.of(), Set.of());
  }

  public boolean isUnrestricted() {
    return types.isEmpty() && streams.isEmpty() && rooms.isEmpty() && categories.isEmpty();
  }

  public boolean matches(String type, String stream, String category, String room) {
    return (!CANARY.equals(type) || !isUnrestricted())
        && (types.isEmpty() || types.contains(type))
        && (streams.isEmpty() || streams.contains(stream))
        && (rooms.isEmpty() || (room != null && rooms.contains(room)))
        && (categories.isEmpty() || categories.contains(category));
  }

  public boolean matches(RecordedEvent event) {
    return matches(event.type(), event.stream(), event.category(), event.room());
  }
}
