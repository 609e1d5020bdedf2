package dev.commitcast.notifications.presence;

import java.util.List;

/** What those who are in a room are told. Immutable. */
public sealed interface RoomMessage {
  String room();

  /**
   * Who is there now; told to whoever comes.
   *
   * @param users the first of them, sorted
   * @param count how many there are
   */
  record Present(String room, List<String> users, int count) implements RoomMessage {
    public Present {
      users = List.copyOf(users);
    }
  }

  /** A user is there who was not there before, on any node. */
  record Joined(String room, String user) implements RoomMessage {}

  /** A user has left with the last socket, on all nodes. */
  record Left(String room, String user) implements RoomMessage {}

  /**
   * Somebody says something.
   *
   * @param payload any JSON
   */
  record Said(String room, String channel, String from, String payload) implements RoomMessage {}
}
