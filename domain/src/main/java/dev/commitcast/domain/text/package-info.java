/**
 * Words as they are written outside of Java, in the database and in JSON.
 *
 * <p>Decided here: an enumeration is lower-case text in the database and in JSON, so that SQL reads
 * well and no ordinal can shift; a word that is not among the allowed ones is refused with all of
 * them named; and a column whose type no Java class stands for is read from the text in which the
 * server prints it, so that entities need no class of a driver.
 */
package dev.commitcast.domain.text;
