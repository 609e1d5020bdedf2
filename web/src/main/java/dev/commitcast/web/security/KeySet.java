package dev.commitcast.web.security;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Public keys that somebody has written down, as PEM or JSON. Immutable. */
final class KeySet implements VerificationKeys {
  private final List<PublicJsonWebKey> keys;

  private KeySet(List<PublicJsonWebKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a public key or a certificate in PEM, a JWK or a JWKS. Keys of other kinds in a set are
   * left out.
   *
   * @throws IllegalArgumentException with a sentence, which never holds the text
   */
  static KeySet parse(String text) {
    String trimmed = text.strip();
    if (trimmed.contains("PRIVATE KEY")) {
      throw new IllegalArgumentException("That is a private key; only its public part is needed.");
    }
    KeySet set =
        new KeySet(trimmed.startsWith("{") ? fromJson(trimmed) : List.of(fromPem(trimmed)));
    if (set.keys.isEmpty()) {
      throw new IllegalArgumentException("There is no public key in it.");
    }
    return set;
  }

  /** One key that is known already. */
  static KeySet of(PublicJsonWebKey key) {
    return new KeySet(List.of(key));
  }

  boolean fits(SigningAlgorithm algorithm) {
    return keys.stream().anyMatch(algorithm::fits);
  }

  @Override
  public Optional<PublicJsonWebKey> find(String keyId, SigningAlgorithm algorithm) {
    List<PublicJsonWebKey> fitting = keys.stream().filter(algorithm::fits).toList();
    boolean named = keys.stream().anyMatch(key -> key.getKeyId() != null);
    if (keyId != null && named) {
      return fitting.stream().filter(key -> keyId.equals(key.getKeyId())).findFirst();
    }
    // without a name it must be clear which one is meant
    return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
  }

  private static List<PublicJsonWebKey> fromJson(String text) {
    List<PublicJsonWebKey> found = new ArrayList<>();
    try {
      List<JsonWebKey> all =
          text.contains("\"keys\"")
              ? new JsonWebKeySet(text).getJsonWebKeys()
              : List.of(JsonWebKey.Factory.newJwk(text));
      for (JsonWebKey key : all) {
        if (key instanceof PublicJsonWebKey pair) {
          if (pair.getPrivateKey() != null) {
            throw new IllegalArgumentException(
                "That holds a private key; only its public part is needed.");
          }
          found.add(pair);
        }
      }
    } catch (JoseException e) {
      throw new IllegalArgumentException("That is no JWK or JWKS.", e);
    }
    return found;
  }

  private static PublicJsonWebKey fromPem(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.replaceAll("-----[A-Z ]+-----|\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("That is neither PEM nor JSON.", e);
    }
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(
          text.contains("CERTIFICATE") ? certified(bytes) : plain(bytes));
    } catch (GeneralSecurityException | JoseException e) {
      throw new IllegalArgumentException(
          "That is no public key of RSA, of an elliptic curve or of Ed25519.", e);
    }
  }

  private static PublicKey certified(byte[] bytes) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(bytes))
        .getPublicKey();
  }

  private static PublicKey plain(byte[] bytes) throws GeneralSecurityException {
    GeneralSecurityException last = null;
    for (String kind : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(bytes));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  /** What a file or a server has sent, in UTF-8. */
  static KeySet parse(byte[] bytes) {
    return parse(new String(bytes, StandardCharsets.UTF_8));
  }
}
