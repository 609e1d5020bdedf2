/**
 * Very many subscribers on one thread.
 *
 * <p>Decided here: a member keeps no more than the versions that it got, so thousands fit into a
 * test; a member that loses its node waits a moment of its own and goes to the next, with its last
 * id, as browsers do.
 */
package dev.commitcast.server.faults.crowd;
