package dev.commitcast.web.security;

import dev.commitcast.persistence.journal.Journal;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;

/**
 * Keys that the issuer publishes. Read when the first token comes, again after a while, and at once
 * when a token names a key that is not known yet; but never more often than the pause allows,
 * whatever tokens name. If the issuer does not answer, what was read before is used on.
 *
 * <p>Thread-safe. One thread reads, and others wait for it only while they can do without it.
 */
final class RemoteKeys implements VerificationKeys {
  /** How the keys' text is had. */
  @FunctionalInterface
  interface Source {
    byte[] read(URI place) throws IOException, InterruptedException;
  }

  /**
   * From when on known keys are read again: one that the issuer has withdrawn is not trusted on.
   */
  static final Duration OLD = Duration.ofMinutes(15);

  private final URI place;
  private final Source source;
  private final Duration pause;
  private final InstantSource clock;
  private final Journal journal;
  private volatile KeySet known;
  private volatile Instant readAt = Instant.MIN;
  private Instant triedAt = Instant.MIN;

  RemoteKeys(URI place, Source source, Duration pause, InstantSource clock, Journal journal) {
    this.place = place;
    this.source = source;
    this.pause = pause;
    this.clock = clock;
    this.journal = journal;
  }

  @Override
  public Optional<PublicJsonWebKey> find(String keyId, SigningAlgorithm algorithm) {
    KeySet keys = known;
    if (keys == null || readAt.plus(OLD).isBefore(clock.instant())) {
      keys = refreshed(keys);
    }
    Optional<PublicJsonWebKey> found = keys.find(keyId, algorithm);
    return found.isPresent() ? found : refreshed(keys).find(keyId, algorithm);
  }

  /** What is newer than what the caller has, if it may be had now. */
  private synchronized KeySet refreshed(KeySet seen) {
    if (known != seen) {
      return known;
    }
    Instant now = clock.instant();
    if (triedAt.isAfter(now.minus(pause))) {
      return usable(null);
    }
    triedAt = now;
    try {
      known = KeySet.parse(source.read(place));
      readAt = now;
      journal.info("issuer_keys", Map.of("outcome", "read", "place", place));
      return known;
    } catch (IOException | IllegalArgumentException e) {
      return usable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return usable(e);
    }
  }

  private KeySet usable(Exception failure) {
    if (failure != null) {
      journal.warn(
          "issuer_keys", Map.of("outcome", "failed", "place", place, "error", failure.toString()));
    }
    if (known == null) {
      throw new KeysUnavailableException("The issuer's keys cannot be read now.", failure);
    }
    return known;
  }
}
