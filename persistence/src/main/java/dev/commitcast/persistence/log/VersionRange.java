package dev.commitcast.persistence.log;

/**
 * A stretch of the log. Immutable.
 *
 * @param first inclusive, 1 or more
 * @param last inclusive
 */
public record VersionRange(long first, long last) {}
