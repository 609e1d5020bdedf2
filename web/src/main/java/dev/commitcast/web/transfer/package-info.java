/**
 * Imports and exports for operators.
 *
 * <p>Decided here: a file is sent whole and imported in the background, so that a connection which
 * breaks does not break the import; an export is written while it is read.
 */
package dev.commitcast.web.transfer;
