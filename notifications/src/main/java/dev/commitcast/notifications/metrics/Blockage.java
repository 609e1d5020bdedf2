package dev.commitcast.notifications.metrics;

import dev.commitcast.persistence.observation.Blocker;
import java.time.Instant;

/**
 * Somebody keeps events from getting their versions. Immutable.
 *
 * @param by who
 * @param since since when, as far as was seen, by the database's clock where it told one
 */
public record Blockage(Blocker by, Instant since) {}
