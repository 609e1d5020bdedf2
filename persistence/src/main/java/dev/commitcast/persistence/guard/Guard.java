package dev.commitcast.persistence.guard;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.access.Grants;
import jakarta.json.JsonArrayBuilder;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * For whom rows are read or written. Immutable.
 *
 * @param caller who asks, such as a user's ULID
 * @param rooms granted rooms
 * @param prefixes how the names of further granted rooms begin
 * @param everything whether nothing is to be restricted: for operators and this system itself
 */
public record Guard(String caller, Set<String> rooms, Set<String> prefixes, boolean everything) {
  /** Restricts nothing. */
  public static final Guard EVERYTHING = new Guard("", Set.of(), Set.of(), true);

  public Guard {
    Objects.requireNonNull(caller, "A guard names who asks, or nobody by an empty text.");
    rooms = Set.copyOf(rooms);
    prefixes = Set.copyOf(prefixes);
  }

  /** For a caller with what it was granted. */
  public static Guard of(String caller, Grants grants) {
    return new Guard(caller, grants.rooms(), grants.prefixes(), grants.everything());
  }

  String roomsAsJson() {
    return json(rooms);
  }

  String prefixesAsJson() {
    return json(prefixes);
  }

  /** What no room can be called is left out: the database holds no such text. */
  private static String json(Set<String> texts) {
    JsonArrayBuilder array = JSON.createArrayBuilder();
    new TreeSet<>(texts).stream().filter(text -> text.indexOf('\0') < 0).forEach(array::add);
    return array.build().toString();
  }
}
