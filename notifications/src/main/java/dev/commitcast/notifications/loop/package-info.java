/**
 * What the two endless loops, sequencer and listener, have in common: how they pause after a
 * failure, how they are stopped, and how others see that they live.
 *
 * <p>Decided here: pauses grow with full jitter, so that nodes which lost the same database do not
 * come back in step; a stop ends any pause at once; and a loop whose heart has not beaten for long
 * gets its connection cut by a watchdog, because half a message blocks a reader for ever.
 */
package dev.commitcast.notifications.loop;
