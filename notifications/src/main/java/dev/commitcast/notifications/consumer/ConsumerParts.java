package dev.commitcast.notifications.consumer;

import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.subscription.CatchUpSettings;
import dev.commitcast.notifications.subscription.HandlerThreads;
import dev.commitcast.notifications.subscription.SubscriptionMetrics;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What consumers and their workers are made of. Immutable.
 *
 * @param node this node's name, for operators
 * @param hub where events come from
 * @param store where progress is kept
 * @param transactions for transactional handlers
 * @param threads on which handlers run
 * @param metrics what is counted
 * @param settings leases, checkpoints, retries
 * @param queues how much may wait for one partition
 * @param connected whether new events reach this node
 * @param nanoTime as {@link System#nanoTime}
 * @param traces where handlers show that they work
 */
public record ConsumerParts(
    String node,
    SubscriptionHub hub,
    SubscriptionStore store,
    HandlerTransactions transactions,
    HandlerThreads threads,
    SubscriptionMetrics metrics,
    ConsumerSettings settings,
    CatchUpSettings queues,
    BooleanSupplier connected,
    LongSupplier nanoTime,
    HandlerTraces traces) {

  /** Whose handlers appear in no trace. */
  public ConsumerParts(
      String node,
      SubscriptionHub hub,
      SubscriptionStore store,
      HandlerTransactions transactions,
      HandlerThreads threads,
      SubscriptionMetrics metrics,
      ConsumerSettings settings,
      CatchUpSettings queues,
      BooleanSupplier connected,
      LongSupplier nanoTime) {
    this(
        node,
        hub,
        store,
        transactions,
        threads,
        metrics,
        settings,
        queues,
        connected,
        nanoTime,
        HandlerTraces.NONE);
  }

  long now() {
    return nanoTime.getAsLong();
  }
}
