/**
 * A PostgreSQL connection whose wait for notifications can be ended from outside and costs nothing
 * besides.
 *
 * <p>Decided here: the driver probes its socket for one millisecond after each message and cannot
 * be woken while it waits, so it gets a socket of our own, a non-blocking channel with a selector,
 * which answers the probe at once; a wait is the only thing that a wake-up may end, never the
 * answer to a statement; and nothing waits without a bound, for a connection that is dead on the
 * other side never says so.
 */
package dev.commitcast.notifications.prompt;
