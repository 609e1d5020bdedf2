package dev.commitcast.benchmarks.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** An issuer of tokens, and the settings by which a node believes it. */
final class Tokens {
  private static final String ISSUER = "https://issuer.test";
  private static final Duration LIFE = Duration.ofHours(2);

  private final KeyPair keys;

  Tokens() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  Map<String, String> settings() {
    return Map.of(
        "MP_JWT_VERIFY_ISSUER",
        ISSUER,
        "MP_JWT_VERIFY_AUDIENCES",
        "commitcast",
        "MP_JWT_VERIFY_PUBLICKEY",
        Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
  }

  /** The token of a user, with one role. */
  String of(String user, String role) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String signed =
        encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")
            + "."
            + encoded(
                "{\"iss\":\"%s\",\"aud\":\"commitcast\",\"sub\":\"%s\",\"jti\":\"%s\",\"iat\":%d,\"exp\":%d,\"groups\":[\"%s\"]}"
                    .formatted(ISSUER, user, UUID.randomUUID(), now, now + LIFE.toSeconds(), role));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + encoded(signature.sign());
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
