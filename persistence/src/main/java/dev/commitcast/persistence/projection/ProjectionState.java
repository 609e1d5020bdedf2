package dev.commitcast.persistence.projection;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a projection stands. Immutable.
 *
 * @param name of the projection
 * @param position everything up to this version of the log is in its tables
 * @param head where the log ends
 * @param attempts how often what comes next has failed, 0 if it has not
 * @param error why it failed last; empty if it goes on
 * @param failedAt when
 * @param createdAt since when it is known
 * @param movedAt when it last came on; empty if it never did
 * @param rebuiltAt when it was last built anew
 * @param waitingSince when the first event was made that is not projected; empty if none waits
 */
public record ProjectionState(
    String name,
    long position,
    long head,
    int attempts,
    Optional<String> error,
    Optional<Instant> failedAt,
    Instant createdAt,
    Optional<Instant> movedAt,
    Optional<Instant> rebuiltAt,
    Optional<Instant> waitingSince) {

  /** How many events of the log it has not looked at. */
  public long lag() {
    return Math.max(0, head - position);
  }
}
