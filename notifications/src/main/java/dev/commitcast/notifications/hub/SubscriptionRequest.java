package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
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

  /** Whether the subscriber wants an event and may see it. */
  boolean matches(RecordedEvent event) {
    return filter.matches(event) && access.allows(event);
  }

  /** By what its events are looked up in the log; what is found must still match. */
  EventFilter lookup() {
    return access.narrow(filter);
  }

  /** Whether it asked for certain rooms, and may see none of them now. */
  boolean isLeftWithoutRooms() {
    return !filter.rooms().isEmpty() && filter.rooms().stream().noneMatch(access::allowsRoom);
  }
}
