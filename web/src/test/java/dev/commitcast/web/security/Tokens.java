package dev.commitcast.web.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** An issuer for tests, and the tokens that it makes, good ones and others. */
final class Tokens {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "commitcast";

  private Tokens() {}

  static TokenPolicy policy(SigningAlgorithm... algorithms) {
    return new TokenPolicy(
        ISSUER, Set.of(AUDIENCE), Set.of(algorithms), Duration.ofSeconds(60), Optional.empty());
  }

  static PublicJsonWebKey key(SigningAlgorithm algorithm, String id) {
    try {
      PublicJsonWebKey key =
          switch (algorithm) {
            case RS256, PS256 -> RsaJwkGenerator.generateJwk(2048);
            case ES256 -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
            case EDDSA -> OkpJwkGenerator.generateJwk("Ed25519");
          };
      key.setKeyId(id);
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  static JwtClaims claims() {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience(AUDIENCE);
    claims.setSubject("01JD00000000000000000000AD");
    claims.setJwtId("token-7");
    claims.setIssuedAt(at(-10));
    claims.setExpirationTime(at(300));
    claims.setStringListClaim("groups", "Writer", "unheard-of");
    claims.setClaim("merchantId", 42);
    return claims;
  }

  /** So many seconds from now. */
  static NumericDate at(long seconds) {
    return NumericDate.fromSeconds(NOW.getEpochSecond() + seconds);
  }

  static String signed(
      PublicJsonWebKey key, SigningAlgorithm algorithm, Consumer<JwtClaims> change) {
    return signed(key, algorithm, change, header -> {});
  }

  static String signed(
      PublicJsonWebKey key,
      SigningAlgorithm algorithm,
      Consumer<JwtClaims> change,
      Consumer<JsonWebSignature> header) {
    JwtClaims claims = claims();
    change.accept(claims);
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(key.getPrivateKey());
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setAlgorithmHeaderValue(algorithm.id());
    header.accept(signature);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
