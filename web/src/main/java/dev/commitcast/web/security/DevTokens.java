package dev.commitcast.web.security;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens to try the system with, from a node that has no other issuer: in the profiles dev and test
 * alone. Thread-safe.
 */
public class DevTokens {
  /** How long each is good. */
  public static final Duration LIFE = DevIssuer.LIFE;

  private final Optional<DevIssuer> issuer;

  DevTokens(Optional<DevIssuer> issuer) {
    this.issuer = issuer;
  }

  Optional<DevIssuer> issuer() {
    return issuer;
  }

  /** Whether there are any. */
  public boolean available() {
    return issuer.isPresent();
  }

  /**
   * A token for somebody; only where there are any.
   *
   * @param subject who
   * @param groups names of roles
   * @param claims besides, such as {@code merchantId}
   */
  public String issue(String subject, List<String> groups, Map<String, String> claims) {
    return issuer.orElseThrow().issue(subject, groups, claims);
  }
}
