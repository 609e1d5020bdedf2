/**
 * Doing again what failed for a passing reason.
 *
 * <p>Decided here: three attempts, each pause longer than the one before; a write is done again
 * only when it is certain that nothing was changed, a read also when a connection was lost; and
 * never inside somebody else's transaction, which cannot go on after a failure. What the work
 * throws passes the transaction unseen by the container, which would record every client's mistake
 * as a fault.
 */
package dev.commitcast.persistence.retry;
