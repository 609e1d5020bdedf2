package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.commitcast.localpostgres.FreePort;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.server.liberty.LibertyNode;
import dev.commitcast.server.liberty.ServerException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node outside of the profiles dev and test, with an issuer or without. */
@Timeout(180)
class TrustedIssuerIT {
  private static final String ISSUER = "https://issuer.example";

  @Test
  void inProductionANodeWithoutIssuerAndKeyDoesNotStartAndLeavesTheDatabaseAlone()
      throws Exception {
    PostgresDatabase database = PostgresFixture.freshDatabase();
    try (LibertyNode node = LibertyNode.describe(database, Map.of("MP_CONFIG_PROFILE", "prod"))) {
      assertThatThrownBy(node::startAndAwait)
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("mp.jwt.verify.issuer")
          .hasMessageContaining("mp.jwt.verify.publickey.location");
    }
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT to_regnamespace('commitcast') IS NULL")) {
      found.next();
      assertThat(found.getBoolean(1)).isTrue();
    }
  }

  @Test
  void takesTokensOfItsIssuerFollowsItsKeysAndNothingElse() throws Exception {
    KeyPair first = pair();
    KeyPair second = pair();
    String[] published = {keys("first", first)};
    HttpServer issuer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    issuer.createContext(
        "/keys",
        exchange -> {
          byte[] body = published[0].getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    int application = FreePort.find();
    try (LibertyNode server =
        LibertyNode.start(
            PostgresFixture.freshDatabase(),
            Map.of(
                "MP_CONFIG_PROFILE", "staging",
                "MP_JWT_VERIFY_ISSUER", ISSUER,
                "MP_JWT_VERIFY_AUDIENCES", "commitcast",
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                    "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys",
                "COMMITCAST_HTTPS_PORT", "-1",
                "COMMITCAST_HTTP_BEHIND_PROXY", "true",
                "COMMITCAST_HTTP_PORT", Integer.toString(application),
                "COMMITCAST_SECURITY_KEY_PAUSE", "100ms"))) {
      assertThat(server.uri().getPort()).as("of the server's own pages").isNotEqualTo(application);
      Clients node = new Clients(URI.create("http://127.0.0.1:" + application + "/"));
      String token = token("first", first, "commitcast", 300);

      // not even on this machine
      assertThat(node.get("/api/session", Map.of()).statusCode()).isEqualTo(401);
      assertThat(node.post("/dev/sign-in", "{\"user\":\"operator\"}", Map.of()).statusCode())
          .isEqualTo(404);
      HttpResponse<String> known = node.get("/api/session", Clients.bearer(token));
      assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
      assertThat(Http.json(known).getString("id")).isEqualTo("service-7");

      HttpResponse<String> begun = node.post("/api/session", "", Clients.bearer(token));
      assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow())
          .contains("; Secure", "; HttpOnly", "; SameSite=Strict");

      assertRefused(node, token("first", second, "commitcast", 300), "signature is not valid");
      assertRefused(node, token("first", first, "another", 300), "for somebody else");
      assertRefused(node, token("first", first, "commitcast", -61), "has expired");

      published[0] = keys("second", second);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(
                          node.get(
                                  "/api/session",
                                  Clients.bearer(token("second", second, "commitcast", 300)))
                              .statusCode())
                      .isEqualTo(200));
      assertRefused(node, token, "not accepted");
    } finally {
      issuer.stop(0);
    }
  }

  private static void assertRefused(Clients node, String token, String sentence) throws Exception {
    HttpResponse<String> answer = node.get("/api/session", Clients.bearer(token));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"invalid_token\"", sentence);
    assertThat(Http.json(answer).getString("detail")).contains(sentence);
  }

  private static KeyPair pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String keys(String id, KeyPair pair) {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(
            id, encoded(unsigned(key.getModulus())), encoded(unsigned(key.getPublicExponent())));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String token(String keyId, KeyPair pair, String audience, long seconds)
      throws Exception {
    long now = Instant.now().getEpochSecond();
    String text =
        encoded("{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted(keyId))
            + "."
            + encoded(
                ("{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"service-7\",\"iat\":%d,\"exp\":%d,"
                        + "\"groups\":[\"writer\"]}")
                    .formatted(ISSUER, audience, now - 600, now + seconds));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + encoded(signature.sign());
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
