/**
 * How far projections have come, over JDBC.
 *
 * <p>Decided here: the row of a projection is its lock and its checkpoint in one. Who projects
 * reads it under a lock, writes, moves it and commits; so two nodes can never project the same
 * event, and nothing has to be renewed or can run out. Who only waits for a projection never locks.
 */
package dev.commitcast.persistence.projection;
