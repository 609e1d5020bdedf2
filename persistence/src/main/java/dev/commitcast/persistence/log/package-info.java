/**
 * The event log over JDBC: moving committed events into it, and reading it.
 *
 * <p>Decided here: every read is bounded in events and in bytes, because ten thousand events of a
 * megabyte each must not be gathered anywhere; a filtered read looks at a bounded stretch of
 * versions and says how far it came, so that a filter which matches nothing still makes progress;
 * and payloads stay the text that PostgreSQL printed.
 */
package dev.commitcast.persistence.log;
