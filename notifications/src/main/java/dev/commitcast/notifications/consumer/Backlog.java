package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.persistence.subscription.EventPlaces;
import dev.commitcast.persistence.subscription.EventPlaces.Place;
import dev.commitcast.persistence.subscription.ParkedEvents;
import dev.commitcast.persistence.subscription.PartitionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What partitions have before them. Looks at a bounded part of the log, however far behind they
 * are. Thread-safe.
 */
final class Backlog {
  private static final int MOST_PLACES = 10_000;
  private static final long MOST_VERSIONS = 200_000;

  private final EventPlaces places;
  private final ParkedEvents parked;

  Backlog(EventPlaces places, ParkedEvents parked) {
    this.places = places;
    this.parked = parked;
  }

  SubscriptionInfo info(SubscriptionDefinition definition, List<PartitionState> states, long head) {
    long from = lowest(states);
    long upTo = Math.min(head, from + MOST_VERSIONS);
    List<Place> found =
        upTo > from ? places.find(definition.filter(), from, upTo, MOST_PLACES) : List.of();
    long lookedThrough = found.size() == MOST_PLACES ? found.get(found.size() - 1).version() : upTo;
    Map<Integer, Long> parkedOf = parked.counts(definition.name());
    List<SubscriptionInfo.Partition> partitions = new ArrayList<>();
    for (PartitionState state : states) {
      partitions.add(
          partition(
              definition,
              state,
              parkedOf.getOrDefault(state.partition(), 0L),
              found,
              lookedThrough,
              head));
    }
    return new SubscriptionInfo(definition, head, partitions);
  }

  private SubscriptionInfo.Partition partition(
      SubscriptionDefinition definition,
      PartitionState state,
      long parkedEvents,
      List<Place> found,
      long lookedThrough,
      long head) {
    List<Place> before =
        found.stream()
            .filter(place -> place.version() > state.checkpoint().version())
            .filter(place -> definition.partitioning().of(place.stream()) == state.partition())
            .toList();
    long beyond = Math.max(0, head - Math.max(lookedThrough, state.checkpoint().version()));
    return new SubscriptionInfo.Partition(
        state,
        before.size() + beyond / state.partitions(),
        beyond == 0,
        lagOf(before, beyond == 0),
        parkedEvents);
  }

  private static Optional<Duration> lagOf(List<Place> before, boolean exact) {
    if (!before.isEmpty()) {
      return Optional.of(notNegative(before.get(0).age()));
    }
    return exact ? Optional.of(Duration.ZERO) : Optional.empty();
  }

  /** Whether everything of every partition up to a version is handled. */
  boolean hasPassed(SubscriptionDefinition definition, List<PartitionState> states, long version) {
    long from = lowest(states);
    if (from >= version) {
      return true;
    }
    if (version - from > MOST_VERSIONS) {
      return false;
    }
    List<Place> found = places.find(definition.filter(), from, version, MOST_PLACES);
    return found.size() < MOST_PLACES
        && found.stream()
            .noneMatch(
                place ->
                    states.get(definition.partitioning().of(place.stream())).checkpoint().version()
                        < place.version());
  }

  private static long lowest(List<PartitionState> states) {
    return states.stream().mapToLong(state -> state.checkpoint().version()).min().orElse(0);
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
