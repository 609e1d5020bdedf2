/**
 * How much one caller may take of a node.
 *
 * <p>Decided here: connections that stay (event streams, long polls, sockets) are counted for the
 * user, for the merchant in whose name it asks, and for the node; requests and appends are counted
 * by token buckets of the caller, or of the address of who has no token; bad credentials are
 * counted by address, because whoever guesses has no other name, and apart from good ones, because
 * others may have that address, too. Limits are the node's own: nodes do not tell each other, so a
 * caller has them once on each. Who is refused is told when to come again, each at a time of its
 * own; an event stream is told so in its own language, because a browser gives up on any other
 * answer.
 */
package dev.commitcast.web.limits;
