package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.AppendResult;

/**
 * What became of a decision. Immutable, if the state is.
 *
 * @param state after it
 * @param version of the stream's last event
 * @param appended where its events stand; none if nothing was to happen. To wait for a projection
 * @param <S> the state
 */
public record Executed<S>(S state, long version, AppendResult appended) {}
