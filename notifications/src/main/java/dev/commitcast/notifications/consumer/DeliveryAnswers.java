package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.DeliveryToken;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.persistence.subscription.EventPlaces.Place;
import dev.commitcast.persistence.subscription.PartitionState;
import dev.commitcast.persistence.subscription.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Writes what consumers elsewhere answer. Whether an answer still counts is decided by the database
 * alone, so any node may take it. Thread-safe.
 */
final class DeliveryAnswers {
  private static final int PLACES = 1_000;

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
      case PARK -> park(lease, event, verdict.error(), failures(lease, event) + 1);
      case STOP -> {
        progress.stop(lease, verdict.error());
        return false;
      }
      default -> {
        return failed(definition, lease, event, verdict.error(), false);
      }
    }
    return true;
  }

  /**
   * Notes a failure: the event is sent back, or parked if it has failed too often. Answers before
   * it that are still to come would be passed over by parking it, so then it is sent back all the
   * same.
   *
   * @param atOnce whether it may be tried again without a delay
   * @return whether it was parked
   */
  boolean failed(
      SubscriptionDefinition definition,
      PartitionLease lease,
      Cursor event,
      String error,
      boolean atOnce) {
    RetryPolicy retries = definition.retries().orElse(parts.settings().retries());
    int failures = failures(lease, event) + 1;
    if (failures >= retries.maxAttempts() && isNext(definition, lease, event)) {
      park(lease, event, error, failures);
      return true;
    }
    Duration delay = atOnce ? Duration.ZERO : retries.after(failures);
    store.progress().sendBack(lease, event.version(), delay, error);
    parts.metrics().retried();
    return false;
  }

  /** Whether nothing of the partition stands between its checkpoint and an event. */
  private boolean isNext(SubscriptionDefinition definition, PartitionLease lease, Cursor event) {
    long from = state(lease).map(state -> state.checkpoint().version()).orElse(event.version());
    for (long upTo = event.version() - 1; from < upTo; ) {
      List<Place> places = store.places().find(definition.filter(), from, upTo, PLACES);
      if (places.stream()
          .anyMatch(place -> definition.partitioning().of(place.stream()) == lease.partition())) {
        return false;
      }
      from = places.size() < PLACES ? upTo : places.get(places.size() - 1).version();
    }
    return true;
  }

  private void park(PartitionLease lease, Cursor event, String error, int failures) {
    store.progress().park(lease, event, error, failures);
    parts.metrics().parked();
  }

  private int failures(PartitionLease lease, Cursor event) {
    return state(lease).map(state -> state.attemptsAt(event.version())).orElse(0);
  }

  private Optional<PartitionState> state(PartitionLease lease) {
    return store.table().partitions(lease.subscription()).stream()
        .filter(state -> state.partition() == lease.partition())
        .findFirst();
  }
}
