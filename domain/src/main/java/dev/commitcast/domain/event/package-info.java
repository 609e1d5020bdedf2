/**
 * The words of the log: {@link dev.commitcast.domain.event.RecordedEvent}, {@link
 * dev.commitcast.domain.event.Cursor}, {@link dev.commitcast.domain.event.StreamId}, rooms, types
 * and the filter that subscribers choose with.
 *
 * <p>Decided here: an event's payload is the JSON text that PostgreSQL printed and is never parsed
 * on its way to a client, so numbers keep every digit and a deeply nested document cannot poison
 * the log; and a cursor names an epoch besides a version, so that it can be refused after a
 * recovery that lost versions instead of silently meaning another event.
 */
package dev.commitcast.domain.event;
