/**
 * The log into files and back: JSON Lines, and the SQLite files of go-sync-kit.
 *
 * <p>Decided here: nothing is held in memory but one batch; an import appends in the order of its
 * file and lets the log number anew, keeping the number that an event had in its metadata; what
 * cannot be taken is told with its line and, as asked, ends the import or does not; and an import
 * that goes on first proves that what it has behind it is still the same.
 */
package dev.commitcast.notifications.transfer;
