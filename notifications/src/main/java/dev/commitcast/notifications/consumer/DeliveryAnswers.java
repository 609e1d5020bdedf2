package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.DeliveryToken;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.persistence.subscription.PartitionState;
import dev.commitcast.persistence.subscription.Progress;

/**
 * Writes what consumers elsewhere answer. Whether an answer still counts is decided by the database
 * alone, so any node may take it. Thread-safe.
 */
final class DeliveryAnswers {
  private final ConsumerParts parts;
  private final SubscriptionStore store;

  DeliveryAnswers(ConsumerParts parts) {
    this.parts = parts;
    this.store = parts.store();
  }

  /**
   * Writes one.
   *
   * @return whether the partition has simply moved on past this delivery
   */
  boolean give(SubscriptionDefinition definition, DeliveryToken delivery, Verdict verdict) {
    PartitionLease lease = delivery.lease(definition.name());
    if (delivery.parked()) {
      giveReplayed(lease, delivery, verdict);
      return false;
    }
    return give(definition, lease, delivery.cursor(), verdict);
  }

  private void giveReplayed(PartitionLease lease, DeliveryToken delivery, Verdict verdict) {
    switch (verdict.action()) {
      case ACK, SKIP -> store.progress().unpark(lease, delivery.version());
      case STOP -> store.progress().stop(lease, verdict.error());
      default -> store.progress().parkAgain(lease, delivery.version(), verdict.error());
    }
  }

  private boolean give(
      SubscriptionDefinition definition, PartitionLease lease, Cursor event, Verdict verdict) {
    Progress progress = store.progress();
    switch (verdict.action()) {
      case ACK, SKIP -> progress.advance(lease, event);
      case PARK -> park(lease, event, verdict, failures(lease) + 1);
      case STOP -> {
        progress.stop(lease, verdict.error());
        return false;
      }
      default -> {
        RetryPolicy retries = definition.retries().orElse(parts.settings().retries());
        int failures = failures(lease) + 1;
        if (failures < retries.maxAttempts()) {
          progress.sendBack(lease, event.version(), retries.after(failures), verdict.error());
          parts.metrics().retried();
          return false;
        }
        park(lease, event, verdict, failures);
      }
    }
    return true;
  }

  private void park(PartitionLease lease, Cursor event, Verdict verdict, int failures) {
    store.progress().park(lease, event, verdict.error(), failures);
    parts.metrics().parked();
  }

  private int failures(PartitionLease lease) {
    return store.table().partitions(lease.subscription()).stream()
        .filter(state -> state.partition() == lease.partition())
        .mapToInt(PartitionState::attempts)
        .findFirst()
        .orElse(0);
  }
}
