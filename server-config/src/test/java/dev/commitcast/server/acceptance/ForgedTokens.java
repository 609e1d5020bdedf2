package dev.commitcast.server.acceptance;

import static dev.commitcast.server.acceptance.AttackedNode.ISSUER;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that make an operator of somebody, if a node believes them. Stateless. */
final class ForgedTokens {
  private ForgedTokens() {}

  /** Each with what is wrong about it. */
  static Map<String, String> all() throws Exception {
    String good = claims("", 600);
    byte[] der = ISSUER.publicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n";
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair own = generator.generateKeyPair();
    String jwk = jwk((RSAPublicKey) own.getPublic());
    Map<String, String> all = new LinkedHashMap<>();
    all.put("expired", signed(claims("", -1)));
    all.put("another issuer", signed(good.replace(TokenMaker.ISSUER, "https://evil.example")));
    all.put("another audience", signed(good.replace("\"commitcast\"", "\"another\"")));
    all.put("no audience", signed(good.replace("\"aud\":\"commitcast\",", "")));
    all.put("no end", signed(good.replaceAll(",\"exp\":\\d+", "")));
    all.put("nobody", signed(good.replace("\"sub\":\"eve\",", "")));
    all.put("not yet", signed(claims(",\"nbf\":4102444800", 600)));
    all.put("critical", ISSUER.signed("{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}", good));
    for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
      all.put("alg=" + none, unsigned("{\"alg\":\"" + none + "\"}", good));
      all.put("alg=" + none + ", any", unsigned("{\"alg\":\"" + none + "\"}", good) + "AAAA");
    }
    all.put("no alg", unsigned("{}", good));
    all.put("HS256, DER", hmac(good, der));
    all.put("HS256, PEM", hmac(good, pem.getBytes(StandardCharsets.US_ASCII)));
    all.put("HS256, stripped", hmac(good, pem.strip().getBytes(StandardCharsets.US_ASCII)));
    all.put("HS256, Base64", hmac(good, Base64.getEncoder().encode(der)));
    all.put("HS256, empty", hmac(good, new byte[] {0}));
    all.put("own key", new TokenMaker().signed("{\"alg\":\"RS256\"}", good));
    all.put(
        "own key, jwk", new TokenMaker().signed("{\"alg\":\"RS256\",\"jwk\":" + jwk + "}", good));
    all.put(
        "jku", new TokenMaker().signed("{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1\"}", good));
    all.put("kid", new TokenMaker().signed("{\"alg\":\"RS256\",\"kid\":\"../../dev/null\"}", good));
    all.put("RS512", ISSUER.signed("{\"alg\":\"RS512\"}", good));
    String real = signed(good);
    all.put("no signature", real.substring(0, real.lastIndexOf('.') + 1));
    all.put("another payload", swapped(real, good.replace("eve", "ada")));
    all.put("five parts", real + ".a.b");
    all.put("too long", real + "A".repeat(9_000));
    return all;
  }

  /** The same, rightly signed. */
  static String genuine() {
    return signed(claims("", 600));
  }

  private static String claims(String more, long seconds) {
    long now = Instant.now().getEpochSecond();
    return "{\"iss\":\"%s\",\"aud\":\"commitcast\",\"sub\":\"eve\",\"exp\":%d,\"groups\":[\"operator\"]%s}"
        .formatted(TokenMaker.ISSUER, now + seconds, more);
  }

  private static String signed(String payload) {
    return ISSUER.signed("{\"alg\":\"RS256\"}", payload);
  }

  private static String unsigned(String header, String payload) {
    return TokenMaker.encoded(header) + "." + TokenMaker.encoded(payload) + ".";
  }

  private static String hmac(String payload, byte[] key) throws Exception {
    String text =
        TokenMaker.encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
            + "."
            + TokenMaker.encoded(payload);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return text + "." + TokenMaker.encoded(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String jwk(RSAPublicKey key) {
    return "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"}"
        .formatted(TokenMaker.encoded(key.getModulus().toByteArray()));
  }

  private static String swapped(String token, String payload) {
    String[] parts = token.split("\\.");
    return parts[0] + "." + TokenMaker.encoded(payload) + "." + parts[2];
  }
}
