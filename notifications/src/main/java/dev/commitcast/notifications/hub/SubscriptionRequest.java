package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.EventFilter;

/**
 * What a subscriber wants. Immutable.
 *
 * @param filter which events
 * @param start from where
 * @param metadata whether each event shows its whole metadata
 */
public record SubscriptionRequest(EventFilter filter, StartFrom start, boolean metadata) {}
