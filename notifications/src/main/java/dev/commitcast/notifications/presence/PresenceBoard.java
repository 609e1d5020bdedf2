package dev.commitcast.notifications.presence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is in which room, on which nodes. A user counts once, on however many nodes. Answers what has
 * changed for those who look at a room. Not thread-safe.
 */
final class PresenceBoard {
  // room, user, nodes
  private final Map<String, NavigableMap<String, Set<String>>> rooms = new HashMap<>();
  // node, room, users
  private final Map<String, Map<String, Set<String>>> nodes = new HashMap<>();

  /** The users of a room, sorted. */
  Collection<String> users(String room) {
    NavigableMap<String, Set<String>> users = rooms.get(room);
    return users == null ? List.of() : users.keySet();
  }

  /** Answers nothing if the user was there already. */
  List<RoomMessage> came(String node, String room, String user) {
    Map<String, Set<String>> mine = nodes.computeIfAbsent(node, any -> new HashMap<>());
    if (!mine.computeIfAbsent(room, any -> new HashSet<>()).add(user)) {
      return List.of();
    }
    Set<String> places =
        rooms
            .computeIfAbsent(room, any -> new TreeMap<>())
            .computeIfAbsent(user, any -> new HashSet<>());
    boolean first = places.isEmpty();
    places.add(node);
    return first ? List.of(new RoomMessage.Joined(room, user)) : List.of();
  }

  /** Answers nothing if the user is there still, on another node. */
  List<RoomMessage> went(String node, String room, String user) {
    Map<String, Set<String>> mine = nodes.getOrDefault(node, Map.of());
    Set<String> users = mine.get(room);
    if (users == null || !users.remove(user)) {
      return List.of();
    }
    if (users.isEmpty()) {
      mine.remove(room);
    }
    if (mine.isEmpty()) {
      nodes.remove(node);
    }
    NavigableMap<String, Set<String>> all = rooms.get(room);
    Set<String> places = all.get(user);
    places.remove(node);
    if (!places.isEmpty()) {
      return List.of();
    }
    all.remove(user);
    if (all.isEmpty()) {
      rooms.remove(room);
    }
    return List.of(new RoomMessage.Left(room, user));
  }

  /** All who are on a node, and nobody else is. */
  List<RoomMessage> census(String node, Map<String, ? extends Collection<String>> now) {
    List<RoomMessage> changes = new ArrayList<>();
    copyOf(node)
        .forEach(
            (room, users) -> {
              users.removeAll(Set.copyOf(now.containsKey(room) ? now.get(room) : List.of()));
              users.forEach(user -> changes.addAll(went(node, room, user)));
            });
    now.forEach((room, users) -> users.forEach(user -> changes.addAll(came(node, room, user))));
    return changes;
  }

  /** Nobody is on a node any more. */
  List<RoomMessage> forget(String node) {
    return census(node, Map.<String, Set<String>>of());
  }

  /** Who is on one node. */
  Map<String, Set<String>> copyOf(String node) {
    Map<String, Set<String>> copy = new HashMap<>();
    nodes
        .getOrDefault(node, Map.of())
        .forEach((room, users) -> copy.put(room, new HashSet<>(users)));
    return copy;
  }
}
