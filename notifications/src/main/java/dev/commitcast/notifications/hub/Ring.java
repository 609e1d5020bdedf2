package dev.commitcast.notifications.hub;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The newest events, without a gap and bounded in bytes, for those who reconnect. Owned by the
 * hub's thread; not thread-safe.
 */
final class Ring {
  private final long maxBytes;
  private final List<EncodedEvent> events = new ArrayList<>();
  private int first;
  private long bytes;
  private long end;

  /**
   * @param maxBytes 0 keeps nothing
   * @param end the version after which the ring begins
   */
  Ring(long maxBytes, long end) {
    this.maxBytes = maxBytes;
    this.end = end;
  }

  /** Adds the event with the version that follows on the last one. */
  void add(EncodedEvent event) {
    events.add(event);
    bytes += event.size();
    end = event.version();
    while (bytes > maxBytes && first < events.size()) {
      bytes -= events.set(first++, null).size();
    }
    if (first > 1_024 && first > events.size() / 2) {
      events.subList(0, first).clear();
      first = 0;
    }
  }

  /** Whether everything after this version, up to the end, is here. */
  boolean coversAfter(long version) {
    return version >= end - size();
  }

  /** The events after a version, oldest first; only meaningful if the ring covers them. */
  Iterator<EncodedEvent> after(long version) {
    long missed = Math.max(0, Math.min(size(), end - version));
    return events.subList(events.size() - (int) missed, events.size()).iterator();
  }

  /** The event with this version, null if it is not here. */
  EncodedEvent find(long version) {
    long fromEnd = end - version;
    return fromEnd < 0 || fromEnd >= size() ? null : events.get(events.size() - 1 - (int) fromEnd);
  }

  long bytes() {
    return bytes;
  }

  int size() {
    return events.size() - first;
  }
}
