package dev.commitcast.notifications.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What health says of the canary. Immutable.
 *
 * @param sent when the last one set out, empty before the first
 * @param seen when the last one came back
 * @param took from its commit to its return, of the last one that came back
 * @param reason why it is lost or slow, empty if it is neither
 */
public record CanaryReport(
    CanaryState state,
    Optional<Instant> sent,
    Optional<Instant> seen,
    Optional<Duration> took,
    String reason) {

  /** Whether the way that events take is known to be open. */
  public boolean isWell() {
    return state == CanaryState.OFF || state == CanaryState.BACK || state == CanaryState.SLOW;
  }
}
