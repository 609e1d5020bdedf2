/**
 * The log over HTTP: live streams, pages and long polls of everything, and of one stream.
 *
 * <p>Decided here: {@code /api/events} is one resource for three ways of reading. As an event
 * stream it leaves through an asynchronous servlet filter, because a sink of Jakarta REST sends one
 * event at a time and cannot join what waits for a client; as a page it is an ordinary resource.
 * Whoever names no preference, as curl does, gets the live stream. Parameters that are not known
 * are refused, because a misspelt filter would otherwise mean "everything".
 */
package dev.commitcast.web.events;
