package dev.commitcast.persistence.migration;

/**
 * What a migration did. Immutable.
 *
 * @param from version before, empty on a new database
 * @param to version now
 * @param applied how many migrations ran
 * @param millis how long it took
 */
public record MigrationResult(String from, String to, int applied, long millis) {}
