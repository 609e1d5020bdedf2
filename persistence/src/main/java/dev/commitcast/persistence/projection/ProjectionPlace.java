package dev.commitcast.persistence.projection;

import java.util.OptionalLong;

/**
 * Where an event and a projection stand in the log. Immutable.
 *
 * @param version the event's; empty while it has none
 * @param position the projection's
 */
public record ProjectionPlace(OptionalLong version, long position) {}
