/**
 * The log's tables as JPA entities, for queries: operators' views, reports, tests.
 *
 * <p>Decided here: they are read-only, every column of them, because the database owns these rows.
 * Events are appended by {@code append} and captured by triggers, versions are given by the
 * sequencer, watches are changed by {@code watch} and {@code unwatch}, and progress is moved under
 * a lease; an entity that is merged could break each of these promises, so {@link
 * dev.commitcast.domain.log.OwnedByTheDatabase} refuses to write one. No table names a schema: the
 * connection's search path holds both, the application's first.
 */
package dev.commitcast.domain.log;
