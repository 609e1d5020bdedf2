/**
 * Fan-out: from one node's view of the log to everybody who listens on that node.
 *
 * <p>Decided here: one thread owns the order of things (ring, index, who is live), so that there is
 * nothing to lock between an event and its receivers; a subscriber that cannot keep up is not
 * waited for, not dropped and not buffered without end, but falls behind to the log and reads it at
 * its own pace until it has caught up; an event is encoded once, however many receive it; and what
 * carries frames to a client is an {@link dev.commitcast.notifications.hub.Outlet} that the hub
 * knows nothing more about.
 */
package dev.commitcast.notifications.hub;
