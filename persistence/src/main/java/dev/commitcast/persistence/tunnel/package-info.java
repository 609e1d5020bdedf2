/**
 * The way to a database that only an SSH server reaches.
 *
 * <p>Decided here: one SSH connection for a process, one channel of it for each database
 * connection, so that none waits for another; the ways are ports of this machine's loopback, which
 * connections find by the configured names of the hosts; keys of hosts are checked unless somebody
 * asks for the opposite; and a tunnel that is lost is opened again until it is closed. Classes of
 * the SSH library are loaded when a tunnel is configured and not before.
 */
package dev.commitcast.persistence.tunnel;
