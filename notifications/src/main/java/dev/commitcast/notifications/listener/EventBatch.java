package dev.commitcast.notifications.listener;

import dev.commitcast.domain.event.RecordedEvent;
import java.util.List;

/**
 * New events, in the order of the log, without a gap to the batch before. Fired as a CDI event on
 * the listener's thread; observers enqueue and return. Immutable.
 *
 * <p>After a failover that lost versions a batch may begin lower than the last one ended: with a
 * higher epoch.
 *
 * @param events at least one, by ascending version
 * @param epoch the epoch of all of them
 * @param head the newest version known when this was read
 * @param source how they were found: {@link #CATCH_UP}, {@link #NOTIFICATION} or {@link #POLL}
 */
public record EventBatch(List<RecordedEvent> events, int epoch, long head, String source) {
  public static final String CATCH_UP = "catch-up";
  public static final String NOTIFICATION = "notification";
  public static final String POLL = "poll";

  public EventBatch {
    events = List.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("A batch holds at least one event.");
    }
  }

  /** The version of its last event. */
  public long through() {
    return events.get(events.size() - 1).version();
  }
}
