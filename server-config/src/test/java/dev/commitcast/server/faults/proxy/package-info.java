/**
 * A network that misbehaves on demand.
 *
 * <p>Decided here: bytes are held back, never thrown away, because a network that comes back
 * repeats what it lost; only a connection that was reset loses them. An end of stream is held back
 * like any other byte, so a peer behind a silent network learns nothing.
 */
package dev.commitcast.server.faults.proxy;
