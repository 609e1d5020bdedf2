/**
 * The fault matrix and the soak: what goes wrong on purpose, and what must still be true.
 *
 * <p>Decided here: a fault is an object that begins and ends something; load, subscribers, recovery
 * and the count are the same for all. Rows share a database server and two nodes, so each row also
 * shows that the one before it left nothing broken. A row passes when nothing is lost, doubled or
 * out of order and the system recovered by itself; what health, metrics and log said is recorded.
 */
package dev.commitcast.server.faults;
