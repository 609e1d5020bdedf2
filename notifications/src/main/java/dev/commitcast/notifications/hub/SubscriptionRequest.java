package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.access.Access;

/**
 * What a subscriber wants. Immutable.
 *
 * @param filter which events
 * @param start from where
 * @param metadata whether each event shows its whole metadata
 * @param access what the subscriber may see
 */
public record SubscriptionRequest(
    EventFilter filter, StartFrom start, boolean metadata, Access access) {

  /** One of this system's own, which may see everything. */
  public SubscriptionRequest(EventFilter filter, StartFrom start, boolean metadata) {
    this(filter, start, metadata, Access.SYSTEM);
  }
}
