/**
 * The rows of the fault matrix that need surroundings of their own: a standby, a disk that fills
 * up, a wrong clock, a pooler, another cluster.
 *
 * <p>Decided here: each such surrounding is a world of its own, for as many rows as it can carry. A
 * row whose surroundings this machine cannot give is skipped, and the report says why. Where
 * commits are lost on purpose, the count is taken against what survived, and a subscriber that is
 * told {@code reset} reads everything anew, as the contract asks of it.
 */
package dev.commitcast.server.faults.surroundings;
