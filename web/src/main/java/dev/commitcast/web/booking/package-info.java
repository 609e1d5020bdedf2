/**
 * The booking calendar over HTTP.
 *
 * <p>Decided here: a change is a JSON merge patch (RFC 7396), whatever of the two media types says
 * so: what is absent stays, {@code null} takes away; a booking never has an end before its start,
 * between two requests neither; and deleting is for good.
 */
package dev.commitcast.web.booking;
