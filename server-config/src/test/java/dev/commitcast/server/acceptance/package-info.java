/**
 * The whole system as its users see it: real PostgreSQL, real server processes, real sockets.
 *
 * <p>Decided here: every test has its own database server and nodes, so that it may stop and kill
 * them; what is expected comes from a naive oracle, the committed rows themselves; whatever is
 * random has a seed that is printed.
 */
package dev.commitcast.server.acceptance;
