package dev.commitcast.persistence.sync;

import java.util.OptionalLong;

/**
 * Where a pushed event's stream stands, and what is known of the event's id. Immutable.
 *
 * @param streamVersion the stream's last version, 0 if it has none
 * @param deleted whether the stream is
 * @param known whether the log has an event of this id
 * @param same whether that one has the same stream, type and data
 * @param knownAt its place in its stream
 * @param review the review that the event is or was in
 * @param decision how that ended, null if it is open or there is none
 */
record Standing(
    long streamVersion,
    boolean deleted,
    boolean known,
    boolean same,
    OptionalLong knownAt,
    OptionalLong review,
    String decision) {}
