/**
 * Who asks, and what that person or program may see.
 *
 * <p>Decided here: every event is in one room or in none, and rooms are all that is granted; an
 * event without a room is for operators. What may be seen of an event is settled at the later of
 * two places in the log: the event's own, and the one at which the reader began. So whoever comes
 * into a room sees its past, and whoever has left it sees nothing of it, whatever cursor it brings.
 */
package dev.commitcast.domain.access;
