/**
 * Why a subscriber did or did not get an event.
 *
 * <p>Decided here: the answer is worked out from what the log, the hub and the subscriptions'
 * tables know at the moment, so that nothing is written down per delivery; every answer is one word
 * for programs and one sentence for people; and what is not known is said to be unknown.
 */
package dev.commitcast.notifications.explain;
