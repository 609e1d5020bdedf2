/**
 * The canary: every node now and then appends an event of its own and waits until it comes back on
 * a subscription, as a browser's would.
 *
 * <p>Decided here: the whole way is taken, from a pooled connection through trigger, sequencer and
 * listener to the hub, because each part may report that it is well while nothing arrives; one
 * canary is on its way at a time; a node whose canary does not return while nothing else arrives
 * either is not ready, and never not alive; behind a long backlog it is only slow, or one large
 * import would make all nodes unready together; and only who asks for canaries sees them, see
 * {@link dev.commitcast.domain.event.EventFilter}.
 */
package dev.commitcast.notifications.canary;
