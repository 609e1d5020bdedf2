package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.SubscriptionName;
import java.util.Set;

/** One consumer of a persistent subscription, at work until it is closed. Thread-safe. */
public interface Consumption extends AutoCloseable {
  SubscriptionName subscription();

  /** Under this name it holds leases and appears in the subscription's info. */
  String consumer();

  /** The partitions that it holds at this moment. */
  Set<Integer> partitions();

  /** Whether it takes part; false once it was closed or its subscription deleted. */
  boolean isActive();

  /** A sink that had no room has some again. */
  void ready();

  /**
   * Asks it to end: each partition is given back when the event in hand is done. Does not wait;
   * call {@link #awaitEnd} for that.
   */
  @Override
  void close();

  /** Waits until all has been given back; answers whether that happened in time. */
  boolean awaitEnd(long millis) throws InterruptedException;
}
