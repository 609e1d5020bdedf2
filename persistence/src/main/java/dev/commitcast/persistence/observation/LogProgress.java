package dev.commitcast.persistence.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the log stands and what waits for it. Immutable.
 *
 * @param head the newest version, 0 if there is none
 * @param oldest the oldest version that is left; {@code head + 1} if there is none
 * @param leader the node that gives the versions, as it announced itself; empty before the first
 * @param leads whether somebody holds the sequencer's lock now
 * @param pending events that wait for a version; counted up to {@link #COUNTED}
 * @param oldestPending how long ago the change was made that waits longest, by the database's
 *     clock; zero if nothing waits
 * @param at when this was asked, by the database's clock
 */
public record LogProgress(
    long head,
    long oldest,
    Optional<String> leader,
    boolean leads,
    long pending,
    Duration oldestPending,
    Instant at) {
  /** More than so many pending events are not counted. */
  public static final long COUNTED = 100_000;
}
