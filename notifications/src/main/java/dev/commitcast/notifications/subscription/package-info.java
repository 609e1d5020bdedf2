/**
 * Catch-up subscriptions of code in this application: from a cursor, the beginning or now, over
 * what was missed, to what happens.
 *
 * <p>Decided here: a subscription is a subscriber of the hub like a browser, with an outlet whose
 * client is a method; so it is bounded, falls behind to the log alone, and holds up nobody. A
 * handler runs on one thread at a time, borrowed while there is something to do. It may be slow
 * without end; one that throws ends its own subscription and no other.
 */
package dev.commitcast.notifications.subscription;
