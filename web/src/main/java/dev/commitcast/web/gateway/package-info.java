/**
 * The WebSocket gateway at {@code /notifications}, subprotocol {@code commitcast.v1}.
 *
 * <p>Decided here: each subscription of a socket is a subscription of the hub, and the hub's
 * outboxes stay the only large buffers; a socket has one small buffer that its subscriptions share
 * in turn, and never more than one send in flight, because the server has no queue of its own. What
 * breaks the protocol closes the socket with a code; what is well-formed and refused is answered
 * with an error, and the socket goes on. Nobody's thread waits for a client. What a client sends is
 * limited by the headers of its frames, partly below the server, because a message that is there is
 * too late.
 */
package dev.commitcast.web.gateway;
