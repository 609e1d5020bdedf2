/**
 * A few rows to play with in the {@code dev} profile.
 *
 * <p>Decided here: their keys are fixed, so that the documentation can name them; they are put in
 * only where they are missing, so that nobody's changes are undone by a restart; and without them
 * the server starts all the same.
 */
package dev.commitcast.persistence.demo;
