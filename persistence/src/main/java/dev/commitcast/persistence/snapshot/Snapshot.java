package dev.commitcast.persistence.snapshot;

import dev.commitcast.domain.event.StreamId;

/**
 * The state of an aggregate at a version of its stream. Immutable.
 *
 * @param stream of which
 * @param aggregate which kind of state
 * @param schema of its printed form
 * @param firstVersion where readers of the stream began when it was folded
 * @param version of the last event in it
 * @param lastId that event's id
 * @param state as it is printed
 */
public record Snapshot(
    StreamId stream,
    String aggregate,
    int schema,
    long firstVersion,
    long version,
    String lastId,
    String state) {}
