/**
 * The booking calendar: merchants and their bookings, as JPA entities.
 *
 * <p>Decided here: a merchant's key is that of the merchant's own system; a booking ends after it
 * starts, in every state that an object can have; and it is deleted for good, since the log keeps
 * what was.
 */
package dev.commitcast.domain.booking;
