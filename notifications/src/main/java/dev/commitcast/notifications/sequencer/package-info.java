/**
 * The sequencer: one elected node gives committed events their versions.
 *
 * <p>Decided here: the leader is whoever holds a session lock on the very connection that moves the
 * rows; it polls while there is much to do and has writers wake it while there is little, and falls
 * asleep only after every transaction is finished that may have relied on its polling; a batch that
 * cannot be moved is tried for ever, in smaller and smaller parts, and never skipped; and a safety
 * drain once a second covers for whatever happens to notifications, counting what it finds.
 */
package dev.commitcast.notifications.sequencer;
