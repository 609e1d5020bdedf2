/**
 * Writers, subscribers, and the count of what came wrong.
 *
 * <p>Decided here: what was committed is read from the tables at the end, so a commit whose answer
 * was lost is settled like any other. A subscriber removes what it has seen before by the event's
 * id, as the contract asks of every client; what is doubled after that is the server's fault. Every
 * round of load has rows of its own, so rounds may follow each other on one database.
 */
package dev.commitcast.server.faults.load;
