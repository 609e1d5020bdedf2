package dev.commitcast.server.leak;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;

/** Signs tokens with a key pair of its own. Thread-safe. */
public final class TestIssuer {
  static final String ISSUER = "https://issuer.test";
  static final String AUDIENCE = "commitcast-leak-test";

  private final KeyPair keys;

  public TestIssuer() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK makes no RSA keys.", e);
    }
  }

  /** What a node must be told to trust it, and nobody else. */
  public Map<String, String> environment() {
    String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    return Map.of(
        "COMMITCAST_SECURITY_ANONYMOUS", "none",
        "MP_JWT_VERIFY_ISSUER", ISSUER,
        "MP_JWT_VERIFY_AUDIENCES", AUDIENCE,
        "MP_JWT_VERIFY_PUBLICKEY", key);
  }

  String sign(JsonObject claims) {
    String signed = part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + part(claims.toString());
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK does not sign with RSA.", e);
    }
  }

  private static String part(String json) {
    return encode(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
