/**
 * Channels of the application itself: {@link dev.commitcast.notifications.channel.PostgresListener}
 * hears and sends notifications of any name.
 *
 * <p>Decided here: they share the one connection of the node's listener, whose thread only puts
 * notifications into queues; each registration has a bounded queue of its own and is called one
 * notification after the other on a managed thread, so a handler that fails, or never comes back,
 * harms nobody; and whoever may have missed notifications is told so, since nothing keeps them.
 */
package dev.commitcast.notifications.channel;
