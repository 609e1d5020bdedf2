package dev.commitcast.web.security;

import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;

/**
 * How a token may be signed: with a private key, whose public one can verify and cannot sign. There
 * is none without a key, and none whose key is a secret that is shared.
 */
enum SigningAlgorithm {
  RS256("RS256", "RSA"),
  PS256("PS256", "RSA"),
  ES256("ES256", "EC"),
  EDDSA("EdDSA", "OKP");

  private static final int SHORTEST_RSA = 2_048;

  private final String id;
  private final String keyType;

  SigningAlgorithm(String id, String keyType) {
    this.id = id;
    this.keyType = keyType;
  }

  /** As tokens name it. */
  String id() {
    return id;
  }

  static Optional<SigningAlgorithm> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }

  /** Whether a key can verify what was signed so. */
  boolean fits(PublicJsonWebKey key) {
    return key.getKeyType().equals(keyType)
        && (key.getUse() == null || key.getUse().equals("sig"))
        && (key.getAlgorithm() == null || key.getAlgorithm().equals(id))
        && (this != ES256
            || (key instanceof EllipticCurveJsonWebKey curve
                && "P-256".equals(curve.getCurveName())))
        && (!(key.getPublicKey() instanceof RSAPublicKey rsa)
            || rsa.getModulus().bitLength() >= SHORTEST_RSA);
  }
}
