package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.access.Access;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be told of a subscription at one moment, or at its end. Immutable.
 *
 * @param id unique on this node while it runs, such as {@code host:4711-17}
 * @param filter which events it wants
 * @param access what it may see
 * @param start where it began, in the words of the API: {@code now}, {@code beginning} or a cursor
 * @param state {@code starting}, {@code replaying}, {@code live} or {@code closed}
 * @param openedAt by this node's clock
 * @param startedAfter the version behind which it began; empty while that is not known yet
 * @param offeredThrough up to here it was offered every event
 * @param waitingFrom the first version that waits for its connection to take it; empty if none does
 * @param lastWrite how long ago its connection took something
 * @param closedAt by this node's clock; empty while it is open
 * @param reason why it ended; empty while it is open
 */
public record SubscriptionFacts(
    String id,
    EventFilter filter,
    Access access,
    String start,
    String state,
    Instant openedAt,
    OptionalLong startedAfter,
    long offeredThrough,
    OptionalLong waitingFrom,
    Duration lastWrite,
    Optional<Instant> closedAt,
    Optional<CloseReason> reason) {

  SubscriptionFacts closed(Instant at, CloseReason why) {
    return new SubscriptionFacts(
        id,
        filter,
        access,
        start,
        "closed",
        openedAt,
        startedAfter,
        offeredThrough,
        waitingFrom,
        lastWrite,
        Optional.of(at),
        Optional.of(why));
  }
}
