package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.SubscriptionName;

/**
 * Says that a consumer is there, and learns how many others are. Owned by its membership's serial
 * work; not thread-safe.
 */
final class Presence {
  private final ConsumerParts parts;
  private final SubscriptionName subscription;
  private final String consumer;
  private int consumers = 1;
  private long due;

  Presence(ConsumerParts parts, SubscriptionName subscription, String consumer) {
    this.parts = parts;
    this.subscription = subscription;
    this.consumer = consumer;
    this.due = parts.now();
  }

  /** Says it, if it is time to. */
  void say() {
    long now = parts.now();
    if (now - due >= 0) {
      consumers =
          parts
              .store()
              .leases()
              .heartbeat(subscription, consumer, parts.node(), parts.settings().lease());
      due = now + parts.settings().lease().toNanos() / 3;
    }
  }

  /** How many of so many partitions one consumer may hold. */
  int shareOf(int partitions) {
    return (partitions + consumers - 1) / consumers;
  }
}
