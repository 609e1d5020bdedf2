/**
 * The event store's work on the database: appends, what streams know about themselves, and bulk
 * imports.
 *
 * <p>Decided here: an append of any size to any number of streams is one call of one SQL function,
 * which alone knows the rules, so that Java, HTTP and plain SQL cannot differ; it takes part in the
 * transaction that the caller has and makes none of its own; refusals are exceptions of the domain,
 * told from failures of the database.
 */
package dev.commitcast.persistence.store;
