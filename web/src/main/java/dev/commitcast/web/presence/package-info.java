/**
 * Who is in a room, for those who do not keep a socket open.
 *
 * <p>Decided here: it is shown to whoever may see the room's events and to nobody else, and names
 * of rooms are read from the path as it was sent.
 */
package dev.commitcast.web.presence;
