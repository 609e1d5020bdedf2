package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamId;

/**
 * A state and the version it was folded to. Immutable, if the state is.
 *
 * @param stream of which
 * @param state as its events have made it
 * @param version of the stream's last event, 0 if it has none
 * @param <S> the state
 */
public record Loaded<S>(StreamId stream, S state, long version) {
  /** That nobody has appended since. */
  public ExpectedVersion unchanged() {
    return ExpectedVersion.exact(version);
  }
}
