package dev.commitcast.persistence.sync;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.StreamId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An event that a client made on its own and now brings. Immutable.
 *
 * @param stream where it belongs
 * @param event with an id
 * @param base the log's version up to which its author knew it
 * @param number the author's own number of the event, from 1: it numbers what it has read and what
 *     it has made in one row. From this a base is concluded where none is given; with neither, the
 *     event cannot be in conflict
 * @param origin who its author is, so that it is not in conflict with its author's earlier events
 */
public record PushedEvent(
    StreamId stream,
    EventData event,
    OptionalLong base,
    OptionalLong number,
    Optional<String> origin) {
  public PushedEvent {
    if (event.id() == null) {
      throw new IllegalArgumentException("A pushed event has an id.");
    }
  }

  /**
   * With a base for sure, if one can be known.
   *
   * @param ownBefore how many events of the author's that the log has not are numbered below this
   */
  PushedEvent concluding(long ownBefore) {
    if (base.isPresent() || number.isEmpty()) {
      return this;
    }
    long concluded = Math.max(0, number.getAsLong() - 1 - ownBefore);
    return new PushedEvent(stream, event, OptionalLong.of(concluded), number, origin);
  }
}
