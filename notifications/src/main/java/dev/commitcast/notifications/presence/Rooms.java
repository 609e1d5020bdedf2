package dev.commitcast.notifications.presence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The rooms as this node knows them: its own sockets in them, and the users on all nodes. Whoever
 * lets a member in has asked whether it may.
 *
 * <p>Thread-safe: one lock, under which members are told, so that all hear the same order.
 */
public final class Rooms {
  /** In a room of more users than these nobody is told who comes and goes. */
  public static final int MOST_TOLD = 500;

  private static final int MOST_NODES = 1_000;

  private final String node;
  private final Consumer<Note> post;
  private final LongSupplier nanoTime;

  // guarded by this
  private final PresenceBoard board = new PresenceBoard();
  private final Map<String, Set<RoomMember>> members = new HashMap<>();
  private final Map<String, Map<String, Integer>> sockets = new HashMap<>();
  private final Map<String, Map<String, List<String>>> unfinished = new HashMap<>();
  private final Map<String, Long> heard = new HashMap<>();

  /**
   * @param node this node's own name, which no other has, nor this one after a restart
   * @param post tells the other nodes soon, without waiting
   */
  Rooms(String node, Consumer<Note> post, LongSupplier nanoTime) {
    this.node = Objects.requireNonNull(node, "A node has a name.");
    this.post = Objects.requireNonNull(post, "Somebody tells the other nodes.");
    this.nanoTime = Objects.requireNonNull(nanoTime, "Rooms need a clock.");
  }

  /** Rooms of a node that has no others to tell. */
  public static Rooms alone(String node) {
    return new Rooms(node, note -> {}, System::nanoTime);
  }

  /** A socket goes into a room, and is told who is there. Nothing happens if it is there. */
  public synchronized void join(RoomMember member, String room) {
    if (!members.computeIfAbsent(room, any -> new LinkedHashSet<>()).add(member)) {
      return;
    }
    int count =
        sockets.computeIfAbsent(room, any -> new HashMap<>()).merge(member.user(), 1, Integer::sum);
    if (count == 1) {
      post.accept(new Note.Came(room, member.user()));
      tell(board.came(node, room, member.user()), member);
    }
    member.hear(present(room));
  }

  /** A socket leaves a room. */
  public synchronized void leave(RoomMember member, String room) {
    Set<RoomMember> there = members.get(room);
    if (there == null || !there.remove(member)) {
      return;
    }
    if (there.isEmpty()) {
      members.remove(room);
    }
    Map<String, Integer> users = sockets.get(room);
    if (users.merge(member.user(), -1, Integer::sum) > 0) {
      return;
    }
    users.remove(member.user());
    if (users.isEmpty()) {
      sockets.remove(room);
    }
    post.accept(new Note.Went(room, member.user()));
    tell(board.went(node, room, member.user()), null);
  }

  /**
   * Says something to all who are in a room, on all nodes; on others a moment later, or never.
   *
   * @param payload any JSON
   * @throws IllegalArgumentException if it is more than nodes can tell each other at once
   */
  public void say(String room, String channel, String from, String payload) {
    Note.Said note = new Note.Said(room, channel, from, payload);
    if (!NoteFormat.fits(note)) {
      throw new IllegalArgumentException(
          "Room, channel and payload have too many bytes together; say less.");
    }
    synchronized (this) {
      post.accept(note);
      tell(List.of(new RoomMessage.Said(room, channel, from, payload)), null);
    }
  }

  /** Who is in a room, on all nodes. */
  public synchronized RoomMessage.Present present(String room) {
    Collection<String> users = board.users(room);
    return new RoomMessage.Present(room, users.stream().limit(MOST_TOLD).toList(), users.size());
  }

  /** How many rooms have a socket of this node. */
  public synchronized int occupied() {
    return members.size();
  }

  /** Takes what another node has told. Answers whether it wants to know who is here. */
  synchronized boolean take(NoteFormat.Envelope envelope) {
    String from = envelope.node();
    if (from.equals(node) || (heard.size() >= MOST_NODES && !heard.containsKey(from))) {
      return false;
    }
    heard.put(from, nanoTime.getAsLong());
    boolean asked = false;
    for (Note note : envelope.notes()) {
      asked |= note instanceof Note.Ask;
      tell(changes(from, note), null);
    }
    return asked;
  }

  private List<RoomMessage> changes(String from, Note note) {
    if (note instanceof Note.Said said) {
      return List.of(
          new RoomMessage.Said(said.room(), said.channel(), said.from(), said.payload()));
    }
    if (note instanceof Note.Came came) {
      return board.came(from, came.room(), came.user());
    }
    if (note instanceof Note.Went went) {
      return board.went(from, went.room(), went.user());
    }
    if (note instanceof Note.Census census) {
      return census(from, census);
    }
    if (note instanceof Note.Bye) {
      heard.remove(from);
      unfinished.remove(from);
      return board.forget(from);
    }
    return List.of();
  }

  /** Parts arrive one behind the other, because they left in one transaction. */
  private List<RoomMessage> census(String from, Note.Census part) {
    if (part.part() == 1) {
      unfinished.put(from, new HashMap<>());
    }
    Map<String, List<String>> all = unfinished.get(from);
    if (all == null) {
      // the beginning was missed; the next one comes soon
      return List.of();
    }
    part.rooms()
        .forEach(
            (room, users) -> all.computeIfAbsent(room, any -> new ArrayList<>()).addAll(users));
    if (part.part() < part.of()) {
      return List.of();
    }
    unfinished.remove(from);
    return board.census(from, all);
  }

  /** Forgets nodes that have not told anything for so long, and who was on them. */
  synchronized void forgetSilent(long nanos) {
    long now = nanoTime.getAsLong();
    List<String> silent =
        heard.entrySet().stream()
            .filter(each -> now - each.getValue() > nanos)
            .map(Map.Entry::getKey)
            .toList();
    for (String each : silent) {
      heard.remove(each);
      unfinished.remove(each);
      tell(board.forget(each), null);
    }
  }

  /** All who are on this node, by room. */
  synchronized Map<String, List<String>> census() {
    Map<String, List<String>> all = new TreeMap<>();
    board.copyOf(node).forEach((room, users) -> all.put(room, users.stream().sorted().toList()));
    return all;
  }

  /**
   * @param except who is told otherwise; or null
   */
  private void tell(List<RoomMessage> changes, RoomMember except) {
    for (RoomMessage change : changes) {
      Set<RoomMember> there = members.getOrDefault(change.room(), Set.of());
      RoomMessage told = change instanceof RoomMessage.Said ? change : crowded(change);
      for (RoomMember member : told == null ? Set.<RoomMember>of() : there) {
        if (!member.equals(except)) {
          member.hear(told);
        }
      }
    }
  }

  /** In a crowd only its beginning and its end are told; null for nothing. */
  private RoomMessage crowded(RoomMessage change) {
    int users = board.users(change.room()).size();
    boolean joined = change instanceof RoomMessage.Joined;
    if (users == (joined ? MOST_TOLD + 1 : MOST_TOLD)) {
      return present(change.room());
    }
    return users > MOST_TOLD ? null : change;
  }
}
