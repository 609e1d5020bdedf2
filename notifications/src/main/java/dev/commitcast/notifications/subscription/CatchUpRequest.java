package dev.commitcast.notifications.subscription;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.StartFrom;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What one listener wants. Immutable.
 *
 * @param filter which events
 * @param start from where; asked once, when the subscription begins, and may read the log
 * @param wanted what of these is given to the listener
 * @param maxFrames how much may wait for it
 * @param maxBytes the same in bytes
 */
record CatchUpRequest(
    EventFilter filter,
    Supplier<StartFrom> start,
    Predicate<RecordedEvent> wanted,
    int maxFrames,
    long maxBytes) {}
