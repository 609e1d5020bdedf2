/**
 * The first run: one command, a database and a server, and where to look.
 *
 * <p>Decided here: a PostgreSQL of our own is started unless {@code POSTGRES_HOST} names another,
 * its data stay between runs; the end comes in one order (server, then database) whatever causes
 * it; and every failure is one sentence, in the words of the part that failed.
 */
package dev.commitcast.server.firstrun;
