/**
 * What stands beside the PostgreSQL driver: which hosts there are, and which way leads to them.
 *
 * <p>Decided here: the server's pool and the application load this from two class loaders and never
 * see each other's classes, so they agree through system properties; the name of a host stays what
 * was configured, whatever way is taken, so that certificates are still compared with it; and
 * without a tunnel the driver makes its sockets itself, as ever.
 */
package dev.commitcast.driver;
