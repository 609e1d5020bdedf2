package dev.commitcast.server.acceptance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** An issuer of tokens with a key of its own, and the settings by which a node believes it. */
final class TokenMaker {
  static final String ISSUER = "https://issuer.test";

  private final KeyPair keys;

  TokenMaker() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK makes RSA keys.", e);
    }
  }

  Map<String, String> settings() {
    return Map.of(
        "MP_JWT_VERIFY_ISSUER",
        ISSUER,
        "MP_JWT_VERIFY_AUDIENCES",
        "commitcast",
        "MP_JWT_VERIFY_CLOCK_SKEW",
        "0",
        "MP_JWT_VERIFY_PUBLICKEY",
        Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
  }

  /** As everybody knows it. */
  PublicKey publicKey() {
    return keys.getPublic();
  }

  String token(String user, String more) {
    return token(user, more, Duration.ofMinutes(10));
  }

  /**
   * A token.
   *
   * @param more members of its payload, each with a comma before it
   */
  String token(String user, String more, Duration life) {
    long now = Instant.now().getEpochSecond();
    String payload =
        "{\"iss\":\"%s\",\"aud\":\"commitcast\",\"sub\":\"%s\",\"jti\":\"%s\",\"iat\":%d,\"exp\":%d%s}"
            .formatted(
                ISSUER,
                user,
                UUID.randomUUID(),
                now,
                now + life.toSeconds(),
                more.replace('\'', '"'));
    return signed("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", payload);
  }

  /** What the issuer would sign, whatever it says. */
  String signed(String header, String payload) {
    String signed = encoded(header) + "." + encoded(payload);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK signs by RSA.", e);
    }
  }

  static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
