/**
 * The program's log: one JSON object a line on standard output.
 *
 * <p>Decided here: a line is data, so an event has a name that never changes ({@code
 * schema_migration}, {@code connection_error}) and everything that varies stands in {@code data};
 * the line is written by a JSON generator, so that no input can break it; and values of rows and
 * secrets are the caller's duty to leave out.
 */
package dev.commitcast.persistence.journal;
