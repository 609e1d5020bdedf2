/**
 * Words as they are written outside of Java.
 *
 * <p>Decided here: an enumeration is lower-case text in the database and in JSON, so that SQL reads
 * well and no ordinal can shift; and a word that is not among the allowed ones is refused with all
 * of them named.
 */
package dev.commitcast.domain.text;
