package dev.commitcast.notifications.consumer;

/**
 * Carries deliveries to a consumer elsewhere, which answers them through {@link
 * PersistentSubscriptions#answer}. Called by several threads; methods must not block.
 */
public interface DeliverySink {
  /** One event; no more than the window of each partition are without an answer. */
  void deliver(Delivery delivery);

  /**
   * Whether it takes another delivery now. One that has answered false calls {@link
   * Consumption#ready()} when it does again.
   */
  default boolean hasRoom() {
    return true;
  }

  /** Comes at least once a second while the consumer takes part; time for signs of life. */
  default void tick() {}

  /** No delivery follows: it was closed, or the subscription deleted. */
  void ended();
}
