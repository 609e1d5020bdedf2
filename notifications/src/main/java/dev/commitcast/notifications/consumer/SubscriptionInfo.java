package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.persistence.subscription.PartitionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a subscription stands. Immutable.
 *
 * @param definition what it is
 * @param head the newest version of the log
 * @param partitions each of them
 */
public record SubscriptionInfo(
    SubscriptionDefinition definition, long head, List<Partition> partitions) {

  /**
   * One partition and what it has before it.
   *
   * @param state as its row showed it
   * @param lagEvents how many events it has not handled
   * @param exact whether that number was counted; it is estimated where there are very many
   * @param lag the age of the oldest of them, zero if there is none; empty if nobody has looked
   *     that far
   * @param parked how many events are put aside
   */
  public record Partition(
      PartitionState state, long lagEvents, boolean exact, Optional<Duration> lag, long parked) {}

  public SubscriptionInfo {
    partitions = List.copyOf(partitions);
  }

  public long lagEvents() {
    return partitions.stream().mapToLong(Partition::lagEvents).sum();
  }

  public boolean exact() {
    return partitions.stream().allMatch(Partition::exact);
  }

  /** The longest of those that are known. */
  public Duration lag() {
    return partitions.stream()
        .flatMap(partition -> partition.lag().stream())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  public long parked() {
    return partitions.stream().mapToLong(Partition::parked).sum();
  }

  public Optional<Instant> pausedAt() {
    return partitions.get(0).state().pausedAt();
  }

  public Optional<Instant> stoppedAt() {
    return partitions.get(0).state().stoppedAt();
  }

  public Optional<String> stopReason() {
    return partitions.get(0).state().stopReason();
  }
}
