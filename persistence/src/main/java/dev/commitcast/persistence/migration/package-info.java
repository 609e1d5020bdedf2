/**
 * Brings the database's schema to the version of this program, before anything else starts, and
 * takes it back again.
 *
 * <p>Decided here: the schemas are made before Flyway runs, and one that we made carries a comment
 * that says so, because the roll-back may drop only those; a whole installation is migrated under
 * one advisory lock of the database, since two installations share its extensions; each roll-back
 * script runs in one transaction with the removal of its line in Flyway's history, so that a
 * roll-back that fails half-way can go on later.
 */
package dev.commitcast.persistence.migration;
