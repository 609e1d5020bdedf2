package dev.commitcast.server.leak;

import java.time.Instant;
import java.util.Set;

/**
 * One token. Immutable.
 *
 * @param fixedRooms what it grants by its claims, as long as it is good
 * @param everything whether it is an operator's
 */
record Badge(
    String user,
    String id,
    Instant issuedAt,
    Instant expiresAt,
    String token,
    Set<String> fixedRooms,
    boolean everything) {

  boolean isExpired() {
    return !Instant.now().isBefore(expiresAt);
  }
}
