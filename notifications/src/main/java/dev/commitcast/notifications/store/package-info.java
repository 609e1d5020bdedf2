/**
 * The event store as applications hold it: {@link dev.commitcast.notifications.store.EventStore}.
 *
 * <p>Decided here: one facade for appending, reading and subscribing, which adds nothing to what
 * the parts below it do; and reads are lazy streams of pages, so that a history of any length is
 * never gathered in memory.
 */
package dev.commitcast.notifications.store;
