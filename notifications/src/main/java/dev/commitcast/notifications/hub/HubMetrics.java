package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.RecordedEvent;
import java.time.Duration;

/** What the hub counts. Implementations are thread-safe and never throw. */
public interface HubMetrics {
  /** Counts nothing. */
  HubMetrics NONE = new HubMetrics() {};

  default void subscribed() {}

  default void closed(CloseReason reason) {}

  default void resumed(String outcome) {}

  default void fellBehind() {}

  default void replayed(int events) {}

  default void delivered(int events) {}

  /** What decides what a subscriber may see has thrown. */
  default void policyFailed() {}

  /**
   * An event has been given to the connections of all its live receivers.
   *
   * @param receivers at least one
   * @param sinceReceived since this node's listener had it
   */
  default void written(RecordedEvent event, int receivers, Duration sinceReceived) {}
}
