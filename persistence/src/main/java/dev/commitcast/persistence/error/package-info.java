/**
 * What the database's error codes mean to people.
 *
 * <p>Decided here: a code is turned into a sentence in one place, used by the migrator, the
 * repositories and the web alike, and the sentence never repeats the values of a row, for they may
 * be secret. The codes are those of the PostgreSQL manual, appendix A.
 */
package dev.commitcast.persistence.error;
