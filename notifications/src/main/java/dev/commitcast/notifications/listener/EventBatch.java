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
 * @param events by ascending version; none when a connection has found nothing that was missed
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
  }

  /** The version of its last event; the head if it has none. */
  public long through() {
    return events.isEmpty() ? head : events.get(events.size() - 1).version();
  }
}
