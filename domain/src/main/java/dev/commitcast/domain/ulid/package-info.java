/**
 * Keys that sort by time and that nobody can guess.
 *
 * <p>Decided here: a ULID is text in its canonical upper-case form everywhere, in columns, in JSON
 * and in memory, for a second form would only be a second chance to differ; the application makes
 * them and the database checks them; and one generator gives strictly rising keys even when the
 * clock stands still or goes back.
 */
package dev.commitcast.domain.ulid;
