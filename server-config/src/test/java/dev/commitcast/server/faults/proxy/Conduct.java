package dev.commitcast.server.faults.proxy;

import java.time.Duration;
import java.util.Set;

/**
 * How the network behaves at a moment.
 *
 * @param latency of each piece, one way
 * @param jitter at most so much is added to it, at random; the order stays
 * @param bytesPerSecond of each connection and direction; 0 for no limit
 * @param silent ways on which nothing arrives
 */
record Conduct(Duration latency, Duration jitter, long bytesPerSecond, Set<Direction> silent) {
  static final Conduct FAITHFUL = new Conduct(Duration.ZERO, Duration.ZERO, 0, Set.of());

  Conduct {
    if (latency.isNegative() || jitter.isNegative() || bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "A network is not faster than at once: " + latency + ", " + jitter + ".");
    }
    silent = Set.copyOf(silent);
  }
}
