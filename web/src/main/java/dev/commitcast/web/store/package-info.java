/**
 * The event store over HTTP: appends to one or several streams, and streams as a whole.
 *
 * <p>Decided here: the payload of an event is cut out of the body as it stands and given to the
 * database as text, so that numbers keep every digit and no depth is refused that the database
 * takes; everything around it is checked here, with the place of the event in every complaint. The
 * expected version travels in the headers that HTTP has for it, the id of a repeated request in
 * {@code Idempotency-Key}.
 */
package dev.commitcast.web.store;
