/**
 * One suite of behaviours of the event store, held by each way to it: the Java API, HTTP on a real
 * node, and the SQL functions.
 */
package dev.commitcast.server.contract;
