/**
 * Snapshots of aggregates over JDBC.
 *
 * <p>Decided here: a snapshot is only given to who reads the stream from the same beginning as it
 * was taken from, so that it changes how long a load takes and never what it answers; and only kept
 * if the database shows its last event to somebody else than the folder.
 */
package dev.commitcast.persistence.snapshot;
