package dev.commitcast.notifications.subscription;

/** What subscriptions count. Implementations are thread-safe and never throw. */
public interface SubscriptionMetrics {
  /** Counts nothing. */
  SubscriptionMetrics NONE = new SubscriptionMetrics() {};

  /** A listener of this application has been given an event. */
  default void handled(int events) {}

  /** A listener or handler has thrown. */
  default void handlerFailed() {}

  /** An event was put aside. */
  default void parked() {}

  /** A failed event will be tried again. */
  default void retried() {}

  /** A partition was taken. */
  default void leaseTaken() {}

  /** A lease was lost to somebody else, or to an operator. */
  default void leaseLost() {}

  /** A persistent subscription has stopped itself. */
  default void stopped() {}
}
