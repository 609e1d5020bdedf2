/**
 * Events for CDI observers: live ones for {@link dev.commitcast.notifications.change.Change}, those
 * of a persistent subscription for {@link dev.commitcast.notifications.change.FromSubscription}.
 *
 * <p>Decided here: no event is fired. A portable extension finds the observer methods when the
 * application starts, each gets a subscription of its own, and its worker calls the method. So one
 * that fails or is slow harms no other, as it would if the container called them one after the
 * other.
 */
package dev.commitcast.notifications.change;
