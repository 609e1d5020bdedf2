/**
 * How a node ends.
 *
 * <p>Decided here: whoever keeps something open is told at the beginning of a stop, before the
 * server waits for open requests; and the wait has an end. After a signal the process is gone when
 * the patience is over, whatever a client withholds, because the server itself would wait for half
 * a minute. What was not answered by then was not promised to anybody.
 */
package dev.commitcast.notifications.stop;
