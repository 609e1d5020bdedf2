/**
 * Rooms that people are in just now: what is said there, and who is there. Nothing of it is logged.
 *
 * <p>Decided here: nodes tell each other over one channel of the database, which costs a lock of
 * the whole server at each commit, so that everything that gathers within a moment leaves in one
 * transaction; who is where is told as it changes, and again as a whole every few seconds, so that
 * whatever gets lost is made good, and a node that died is forgotten with all who were on it. What
 * arrives is believed only as far as it cannot do harm: anybody who may connect to the database may
 * notify its channels.
 */
package dev.commitcast.notifications.presence;
