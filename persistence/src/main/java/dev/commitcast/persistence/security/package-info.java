/**
 * What the database keeps about who may come in: tickets, and tokens that are not trusted any more.
 *
 * <p>Decided here: a ticket is used up by one statement that deletes it, so of two nodes one wins;
 * every request asks the table of revocations, by two keys, so that a revocation counts on every
 * node from its commit on, however far behind the log is; and to revoke is one function of the
 * database, which writes the row and the event in one transaction.
 */
package dev.commitcast.persistence.security;
