package dev.commitcast.domain.access;

import java.util.HashSet;
import java.util.Set;

/**
 * Rooms that somebody may see. Immutable.
 *
 * @param everything whether all events may be seen, also those that are in no room
 * @param rooms whole names
 * @param prefixes how the names of others begin; an empty text is every room
 */
public record Grants(boolean everything, Set<String> rooms, Set<String> prefixes) {
  public static final Grants NOTHING = new Grants(false, Set.of(), Set.of());
  public static final Grants EVERYTHING = new Grants(true, Set.of(), Set.of());

  public Grants {
    rooms = Set.copyOf(rooms);
    prefixes = Set.copyOf(prefixes);
  }

  public static Grants of(Set<String> rooms) {
    return new Grants(false, rooms, Set.of());
  }

  /**
   * Whether events of a room may be seen.
   *
   * @param room null for events that are in none
   */
  public boolean allow(String room) {
    if (everything || room == null) {
      return everything;
    }
    return rooms.contains(room)
        || (!prefixes.isEmpty() && prefixes.stream().anyMatch(room::startsWith));
  }

  /** What either of two allows. */
  public Grants and(Grants other) {
    return new Grants(
        everything || other.everything, union(rooms, other.rooms), union(prefixes, other.prefixes));
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new HashSet<>(one);
    all.addAll(other);
    return all;
  }
}
