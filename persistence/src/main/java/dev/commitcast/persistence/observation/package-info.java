/**
 * What operators want to know of the database, read by one observer on a connection of its own.
 *
 * <p>Decided here: who blocks the sequencer is asked of the catalogues alone, before anything that
 * could itself be blocked; statements are short and give up early, since a late answer is worth
 * less than none; and the text of other people's queries is never read.
 */
package dev.commitcast.persistence.observation;
