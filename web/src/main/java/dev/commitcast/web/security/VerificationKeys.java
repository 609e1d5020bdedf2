package dev.commitcast.web.security;

import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;

/** The issuer's public keys. Thread-safe. */
interface VerificationKeys {
  /**
   * The key of a token.
   *
   * @param keyId as the token names it; null if it does not
   * @param algorithm one of those that are accepted
   * @return empty if the issuer has no such key
   * @throws KeysUnavailableException if it cannot be found out
   */
  Optional<PublicJsonWebKey> find(String keyId, SigningAlgorithm algorithm);
}
