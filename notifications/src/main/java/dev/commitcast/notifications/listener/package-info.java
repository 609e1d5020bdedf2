/**
 * The listener: each node hears of new versions, reads them from the log and hands them to whoever
 * observes {@link dev.commitcast.notifications.listener.EventBatch}.
 *
 * <p>Decided here: a notification is a hint and the log is the truth, so every connect reads on
 * from the last version and a poll once a second is the last net; a node begins at the end of the
 * log and never skips after that; it never gives up, but says so when it has failed for long; and
 * observers are called one after another on the listener's thread, each shielded from the others'
 * exceptions, so they only enqueue.
 */
package dev.commitcast.notifications.listener;
