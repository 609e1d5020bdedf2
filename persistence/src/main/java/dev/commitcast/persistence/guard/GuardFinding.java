package dev.commitcast.persistence.guard;

import java.util.Optional;

/**
 * Whether requests are restricted by row-level security. Immutable.
 *
 * @param role by which role; empty if they are not
 * @param fault why not, and what helps; empty if they are
 */
public record GuardFinding(Optional<String> role, String fault) {}
