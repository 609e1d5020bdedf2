/**
 * What every request has: a correlation id, perhaps a trace, a body of bounded size.
 *
 * <p>Decided here: a client's correlation id is taken if it is short and plain and replaced by a
 * ULID otherwise, for it goes into logs and headers; a body is read by us and not by a binding, so
 * that each fault in it is told with its place; and a member that nobody knows is a mistake of the
 * client's, not something to ignore.
 */
package dev.commitcast.web.request;
