package dev.commitcast.web.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;

/**
 * Tokens that this node has lately found good, and tickets that it has lately issued. They are
 * looked at whatever others of their address have shown: whoever shares it with somebody who
 * guesses goes on. It is no proof of anything, for a token may be revoked by now. Holds digests,
 * and not too many. Thread-safe.
 */
@ApplicationScoped
class GoodCredentials {
  private static final int MOST = 50_000;
  private static final Duration LATELY = Duration.ofMinutes(10);

  private final Cache<String, Boolean> digests =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(LATELY).build();

  void remember(String credential) {
    digests.put(digest(credential), Boolean.TRUE);
  }

  boolean knows(String credential) {
    return digests.getIfPresent(digest(credential)) != null;
  }

  void forget(String credential) {
    digests.invalidate(digest(credential));
  }

  private static String digest(String credential) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(credential.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
