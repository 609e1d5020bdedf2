/**
 * The sequencer: one elected node gives committed events their versions.
 *
 * <p>Decided here: the leader is whoever holds a session lock on the very connection that moves the
 * rows; it polls while there is much to do and has writers wake it while there is little, and falls
 * asleep only after every transaction is finished that may have relied on its polling; an event
 * that cannot be moved is found and held back with what must come after it, tried for ever and
 * never skipped, while the rest goes on; limits of time make a leader that hangs lose its lock; and
 * a safety drain once a second covers for whatever happens to notifications, counting what it
 * finds.
 */
package dev.commitcast.notifications.sequencer;
