package dev.commitcast.domain.subscription;

import dev.commitcast.domain.event.EventFilter;
import java.util.Objects;
import java.util.Optional;

/**
 * What a persistent subscription is, fixed at its creation. Immutable.
 *
 * @param name how it is called
 * @param filter which events it handles
 * @param start where it begins
 * @param partitioning how streams are spread over consumers
 * @param retries how failures are treated; empty for what the node that handles it has configured
 */
public record SubscriptionDefinition(
    SubscriptionName name,
    EventFilter filter,
    StartPosition start,
    Partitioning partitioning,
    Optional<RetryPolicy> retries) {

  public SubscriptionDefinition {
    Objects.requireNonNull(name, "A subscription has a name.");
    Objects.requireNonNull(filter, "A subscription has a filter; EventFilter.ALL is one.");
    Objects.requireNonNull(start, "A subscription starts somewhere.");
    Objects.requireNonNull(partitioning, "A subscription has partitions.");
    Objects.requireNonNull(retries, "Retries that are not said are empty, not null.");
  }

  /** With one partition, from the beginning of the log. */
  public static SubscriptionDefinition of(String name, EventFilter filter) {
    return new SubscriptionDefinition(
        new SubscriptionName(name),
        filter,
        StartPosition.beginning(),
        new Partitioning(1),
        Optional.empty());
  }

  public SubscriptionDefinition from(StartPosition position) {
    return new SubscriptionDefinition(name, filter, position, partitioning, retries);
  }

  public SubscriptionDefinition partitions(int partitions) {
    return new SubscriptionDefinition(name, filter, start, new Partitioning(partitions), retries);
  }

  public SubscriptionDefinition retries(RetryPolicy policy) {
    return new SubscriptionDefinition(name, filter, start, partitioning, Optional.of(policy));
  }
}
