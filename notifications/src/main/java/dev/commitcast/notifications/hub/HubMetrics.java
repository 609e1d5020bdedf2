package dev.commitcast.notifications.hub;

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
}
