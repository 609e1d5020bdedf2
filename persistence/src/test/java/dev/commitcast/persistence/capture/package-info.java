/**
 * Tests of {@code watch} and {@code unwatch} against real PostgreSQL. No sequencer runs, so
 * captured events are read where the triggers leave them, in {@code pending_events}; what is
 * compared with is the table itself.
 */
package dev.commitcast.persistence.capture;
