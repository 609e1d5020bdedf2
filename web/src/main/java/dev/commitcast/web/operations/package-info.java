/**
 * What the server itself tells (health, metrics, the API's description), for those who reach the
 * application and not the server's own way.
 *
 * <p>Decided here: in production the server's own pages are on a way of their own, which is for
 * this machine unless somebody opens it; on the application's way they are asked for by an operator
 * with a token, and a stranger learns of health no more than whether it is up. A node without TLS,
 * or a proxy that does it, does not start.
 */
package dev.commitcast.web.operations;
