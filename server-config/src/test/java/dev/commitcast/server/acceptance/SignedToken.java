package dev.commitcast.server.acceptance;

import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** An issuer of tokens, as a node in production has one. Immutable. */
final class SignedToken {
  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "commitcast-test";

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair keys;

  SignedToken() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  /** What a node must be told to believe it. */
  Map<String, String> settings() {
    return Map.of(
        "MP_JWT_VERIFY_ISSUER",
        ISSUER,
        "MP_JWT_VERIFY_AUDIENCES",
        AUDIENCE,
        "MP_JWT_VERIFY_PUBLICKEY",
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----");
  }

  String of(String subject, String role) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String head = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
    String claims =
        Json.createObjectBuilder()
            .add("iss", ISSUER)
            .add("aud", AUDIENCE)
            .add("sub", subject)
            .add("jti", subject + "-" + now)
            .add("groups", Json.createArrayBuilder().add(role))
            .add("iat", now)
            .add("exp", now + 600)
            .build()
            .toString();
    String signed = encoded(head) + "." + encoded(claims);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + URL.encodeToString(signature.sign());
  }

  private static String encoded(String text) {
    return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
