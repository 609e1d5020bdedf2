package dev.commitcast.notifications.presence;

import java.util.List;
import java.util.Map;

/** What one node tells the others. Immutable. */
sealed interface Note {
  record Said(String room, String channel, String from, String payload) implements Note {}

  record Came(String room, String user) implements Note {}

  record Went(String room, String user) implements Note {}

  /**
   * All who are on the node, in parts that leave in one transaction.
   *
   * @param part from 1
   * @param of how many parts
   */
  record Census(int part, int of, Map<String, List<String>> rooms) implements Note {
    public Census {
      rooms = Map.copyOf(rooms);
    }
  }

  /** Somebody has missed something and wants everybody's census. */
  record Ask() implements Note {}

  /** The node stops, and nobody is on it any more. */
  record Bye() implements Note {}
}
