package dev.commitcast.web.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * Issues tokens to try the system with, where no other issuer is configured: never in production.
 * The key lies in a file that only its owner may read, so that tokens outlive a restart; without
 * one it is made anew at each start. Thread-safe.
 */
final class DevIssuer {
  static final String NAME = "commitcast-dev";
  static final String AUDIENCE = "commitcast";
  static final Duration LIFE = Duration.ofHours(12);

  private final PublicJsonWebKey key;
  private final InstantSource clock;

  private DevIssuer(PublicJsonWebKey key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /** With the key of a file, which is made if it is not there. */
  static DevIssuer open(Optional<Path> file, InstantSource clock) {
    try {
      PublicJsonWebKey key = file.isPresent() ? kept(file.get()) : generated();
      return new DevIssuer(key, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The key of commitcast.security.dev-key cannot be read or written: " + file.get(), e);
    } catch (JoseException e) {
      throw new IllegalStateException(
          file.map(path -> path + " holds no key; delete it, and a new one is made.")
              .orElse("No key can be made."),
          e);
    }
  }

  private static PublicJsonWebKey kept(Path file) throws IOException, JoseException {
    Path place = file.toAbsolutePath();
    if (!Files.exists(place)) {
      Files.createDirectories(place.getParent());
      // readable for its owner alone from the beginning, and there as a whole or not at all
      Path draft = Files.createTempFile(place.getParent(), "dev-key", ".tmp");
      try {
        Files.writeString(draft, generated().toJson(OutputControlLevel.INCLUDE_PRIVATE));
        Files.move(draft, place);
      } catch (FileAlreadyExistsException expected) {
        // another node was quicker
      } finally {
        Files.deleteIfExists(draft);
      }
    }
    return PublicJsonWebKey.Factory.newPublicJwk(Files.readString(place));
  }

  private static PublicJsonWebKey generated() throws JoseException {
    PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId(key.calculateBase64urlEncodedThumbprint("SHA-256"));
    return key;
  }

  /** By which its tokens are verified. */
  SecuritySettings.Trust trust() {
    return new SecuritySettings.Trust(
        new TokenPolicy(
            NAME,
            Set.of(AUDIENCE),
            Set.of(SigningAlgorithm.ES256),
            Duration.ofSeconds(60),
            Optional.empty()),
        new KeyPlace.Written(KeySet.of(key), "commitcast.security.dev-key"));
  }

  /**
   * A token for somebody.
   *
   * @param subject who
   * @param groups names of roles
   * @param claims besides, such as {@code merchantId}
   */
  String issue(String subject, List<String> groups, Map<String, String> claims) {
    Instant now = clock.instant();
    JwtClaims all = new JwtClaims();
    all.setIssuer(NAME);
    all.setAudience(AUDIENCE);
    all.setSubject(subject);
    all.setGeneratedJwtId();
    all.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
    all.setExpirationTime(NumericDate.fromSeconds(now.plus(LIFE).getEpochSecond()));
    all.setStringListClaim(CallerClaims.GROUPS, groups);
    claims.forEach(all::setStringClaim);
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(all.toJson());
    signature.setKey(key.getPrivateKey());
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setAlgorithmHeaderValue(SigningAlgorithm.ES256.id());
    signature.setHeader("typ", "JWT");
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("A token cannot be signed.", e);
    }
  }
}
