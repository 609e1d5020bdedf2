package dev.commitcast.web.security;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Which tokens are good. Immutable.
 *
 * @param issuer who makes them
 * @param audiences for whom: one of these is enough
 * @param algorithms how they may be signed
 * @param skew by how much clocks may differ
 * @param mostAge how long ago one may have been issued; empty for any time
 */
record TokenPolicy(
    String issuer,
    Set<String> audiences,
    Set<SigningAlgorithm> algorithms,
    Duration skew,
    Optional<Duration> mostAge) {
  TokenPolicy {
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
    if (issuer.isBlank() || audiences.isEmpty() || algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "Tokens are verified by an issuer, at least one audience and at least one algorithm.");
    }
  }
}
