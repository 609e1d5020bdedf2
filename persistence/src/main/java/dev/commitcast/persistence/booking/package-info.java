/**
 * Repositories of the booking calendar.
 *
 * <p>Decided here: as for the chat, each method is one transaction that says who and why and is
 * flushed before it returns; a change locks its row first, because two clerks may work on one
 * booking; and a calendar is asked for by merchant and span, never for everything.
 */
package dev.commitcast.persistence.booking;
