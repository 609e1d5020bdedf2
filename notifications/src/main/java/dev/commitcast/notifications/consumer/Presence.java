package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.persistence.subscription.Leases;

/**
 * Says that a consumer is there, and learns how many others are. Owned by its membership's serial
 * work; not thread-safe.
 */
final class Presence {
  private final ConsumerParts parts;
  private final SubscriptionName subscription;
  private final String consumer;
  private Leases.Place place = new Leases.Place(0, 1);
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
      place =
          parts
              .store()
              .leases()
              .heartbeat(subscription, consumer, parts.node(), parts.settings().lease());
      due = now + parts.settings().lease().toNanos() / 3;
    }
  }

  /**
   * How many of so many partitions this consumer may hold. The shares of all are as many as there
   * are, once all have heard of each other.
   */
  int shareOf(int partitions) {
    int over = place.rank() < partitions % place.consumers() ? 1 : 0;
    return partitions / place.consumers() + over;
  }
}
