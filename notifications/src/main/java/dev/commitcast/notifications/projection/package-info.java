/**
 * Projections: tables of the application that are made of events, in the transaction of the append
 * or behind it.
 *
 * <p>Decided here: a projection that follows the log holds its own row while it writes, so two
 * nodes cannot project the same event, and its writes and its position are committed together. It
 * never passes over an event: one that fails is tried again until somebody mends it, because a
 * table with a hole looks right and is not. It is built anew in one transaction, so that readers
 * see the old tables until the new ones are complete.
 */
package dev.commitcast.notifications.projection;
