package dev.commitcast.notifications.access;

import java.util.ArrayList;
import java.util.List;

/**
 * When a reader had a room. Immutable.
 *
 * @param atFirst whether it had it when it began
 * @param turns at which versions that changed, each time to the opposite, rising
 */
record RoomHistory(boolean atFirst, List<Long> turns) {
  RoomHistory {
    turns = List.copyOf(turns);
  }

  boolean isGrantedNow() {
    return isGrantedAt(Long.MAX_VALUE);
  }

  /** The event that gives a room, and the one that takes it, are seen by whom they concern. */
  boolean isGrantedAt(long version) {
    boolean granted = atFirst;
    for (long turn : turns) {
      boolean next = !granted;
      if (next ? version < turn : version <= turn) {
        return granted;
      }
      granted = next;
    }
    return granted;
  }

  RoomHistory with(long version, boolean granted) {
    if (granted == isGrantedNow()) {
      return this;
    }
    List<Long> longer = new ArrayList<>(turns);
    longer.add(version);
    return new RoomHistory(atFirst, longer);
  }
}
