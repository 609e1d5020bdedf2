/**
 * The tables of persistent subscriptions over JDBC: definitions, leases, progress, parked events.
 *
 * <p>Decided here: each step is one statement, and every statement that writes progress checks the
 * fencing number itself, so that no pause between two statements can let a latecomer write; what a
 * handler does can join through the caller's connection. Rows of one subscription are locked in the
 * order of their partitions, by everybody. Nothing here knows how events reach a handler.
 */
package dev.commitcast.persistence.subscription;
