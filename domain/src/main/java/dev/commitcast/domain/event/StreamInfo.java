package dev.commitcast.domain.event;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known about a stream. Immutable.
 *
 * @param stream its name; plain text, because a watched row may have a key of any length
 * @param version of the last event that was appended to it; for the history of a watched row, which
 *     nobody appends to, the number of its events
 * @param captured whether it is the history of a watched row
 * @param createdAt when its first event came
 * @param updatedAt when it last changed
 * @param deletedAt when it was deleted, empty while it is not
 * @param truncateBefore the first version that its readers are shown, 1 unless it was truncated
 * @param metadata what somebody noted about it, text of a JSON object
 */
public record StreamInfo(
    String stream,
    long version,
    boolean captured,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> deletedAt,
    long truncateBefore,
    Optional<String> metadata) {}
