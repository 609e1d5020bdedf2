package dev.commitcast.web.gateway;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.notifications.presence.RoomMember;
import dev.commitcast.notifications.presence.RoomMessage;
import dev.commitcast.notifications.presence.Rooms;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The rooms that one socket is in, each for one reason or several: it has joined, or a subscription
 * names it. Thread-safe. Its lock is held while the rooms are called, never the other way round.
 */
final class SocketRooms implements RoomMember {
  /** The reason of a room that was joined; an id of a subscription is never empty. */
  private static final String JOINED = "";

  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(10);

  private final Caller caller;
  private final Rooms rooms;
  private final SocketWriter writer;
  private final GatewayMetrics metrics;
  private final int most;
  private final Map<String, Long> unconfirmed = new ConcurrentHashMap<>();
  private final Set<String> stale = ConcurrentHashMap.newKeySet();

  // guarded by this
  private final Map<String, Set<String>> reasons = new HashMap<>();
  private boolean ended;

  /**
   * @param most rooms that may be joined
   */
  SocketRooms(Caller caller, Rooms rooms, SocketWriter writer, GatewayMetrics metrics, int most) {
    this.caller = Objects.requireNonNull(caller, "Somebody is in a room.");
    this.rooms = Objects.requireNonNull(rooms, "There are no rooms.");
    this.writer = Objects.requireNonNull(writer, "Whoever is in a room is told things.");
    this.metrics = Objects.requireNonNull(metrics, "What is not told is counted.");
    this.most = most;
  }

  @Override
  public String user() {
    return caller.id();
  }

  /**
   * Joins a room. The database is asked before, never under this lock, for which the hub may wait.
   * Who is granted it by neither does not get in for a moment: whoever is in is told who else is.
   *
   * @param granted asked when it is in the room: what is taken back later finds it there
   * @param ahead whether the database grants it, what the hub may not have come to yet
   */
  synchronized void join(String room, Predicate<String> granted, boolean ahead) {
    if (!ahead && !granted.test(room)) {
      throw forbidden(room);
    }
    if (reasons.values().stream().filter(each -> each.contains(JOINED)).count() >= most) {
      throw Problem.of(ProblemType.TOO_MANY_REQUESTS)
          .detail("A socket joins at most " + most + " rooms; leave one.")
          .asException();
    }
    enter(room, JOINED);
    if (!granted.test(room)) {
      if (!ahead) {
        part(room, JOINED);
        throw forbidden(room);
      }
      unconfirmed.put(room, System.nanoTime());
    }
  }

  /**
   * Lets the hub confirm what the database has granted. Who is not confirmed within a while has
   * lost the room again between the two.
   */
  void confirm(Predicate<String> granted, long now) {
    unconfirmed.forEach(
        (room, since) -> {
          if (granted.test(room)) {
            unconfirmed.remove(room);
          } else if (now - since > CONFIRMED_WITHIN.toNanos()) {
            unconfirmed.remove(room);
            lose(room);
          }
        });
  }

  /** A subscription names a room; it has asked whether it may. */
  synchronized void name(String room, String subscription) {
    enter(room, subscription);
  }

  private void enter(String room, String reason) {
    if (!ended) {
      reasons.computeIfAbsent(room, any -> new HashSet<>()).add(reason);
      rooms.join(this, room);
    }
  }

  void leave(String room) {
    leave(room, JOINED);
  }

  /** A subscription has ended. */
  synchronized void leave(String room, String reason) {
    part(room, reason);
  }

  private void part(String room, String reason) {
    Set<String> left = reasons.get(room);
    if (left != null && left.remove(reason) && left.isEmpty()) {
      out(room);
    }
  }

  /** The room is not granted any more. */
  synchronized void lose(String room) {
    if (reasons.containsKey(room)) {
      out(room);
      writer.reply(ServerMessage.revoked(room));
    }
  }

  private void out(String room) {
    reasons.remove(room);
    stale.remove(room);
    unconfirmed.remove(room);
    rooms.leave(this, room);
  }

  /** The socket has ended. */
  synchronized void leaveAll() {
    ended = true;
    Set.copyOf(reasons.keySet()).forEach(this::out);
  }

  synchronized boolean isIn(String room) {
    return reasons.containsKey(room);
  }

  void say(ClientMessage.Broadcast message) {
    try {
      rooms.say(message.room(), message.channel(), caller.id(), message.payload());
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemType.TOO_LARGE).detail(e.getMessage()).asException(e);
    }
  }

  static RuntimeException forbidden(String room) {
    return Problem.of(ProblemType.FORBIDDEN)
        .detail("The room " + room + " is not granted to you.")
        .field("room")
        .asException();
  }

  /** What a client is too slow for is not kept: it is told anew who is there when it can be. */
  @Override
  public void hear(RoomMessage message) {
    if (stale.contains(message.room()) || !writer.hasRoomForTalk()) {
      metrics.talkDropped();
      if (!(message instanceof RoomMessage.Said)) {
        stale.add(message.room());
      }
      return;
    }
    writer.reply(print(message));
  }

  /** Tells who is in the rooms of which something was left out. */
  void refresh() {
    for (String room : stale) {
      if (writer.hasRoomForTalk() && stale.remove(room) && isIn(room)) {
        writer.reply(print(rooms.present(room)));
      }
    }
  }

  private static String print(RoomMessage message) {
    if (message instanceof RoomMessage.Said said) {
      return ServerMessage.broadcast(said.channel(), said.room(), said.from(), said.payload());
    }
    if (message instanceof RoomMessage.Joined joined) {
      return ServerMessage.moved(joined.room(), "joined", joined.user());
    }
    if (message instanceof RoomMessage.Left left) {
      return ServerMessage.moved(left.room(), "left", left.user());
    }
    RoomMessage.Present present = (RoomMessage.Present) message;
    return ServerMessage.present(present.room(), present.users(), present.count());
  }
}
