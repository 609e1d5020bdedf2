/**
 * JSON that comes from outside and goes into the log as it is.
 *
 * <p>Decided here: text is cut, never turned into objects and back, so that numbers keep every
 * digit and memory stays near the size of the text; and whatever PostgreSQL could not store as
 * {@code jsonb} is refused here already, with its place, because there it would fail a whole batch.
 */
package dev.commitcast.domain.json;
