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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
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
            settings(issuer.getAddress().getPort(), application))) {
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
      aLimitOfAnAddressIsThatOfTheClientOfATrustedProxy(application);
    } finally {
      issuer.stop(0);
    }
  }

  private static Map<String, String> settings(int keysPort, int port) {
    return Map.ofEntries(
        Map.entry("MP_CONFIG_PROFILE", "staging"),
        Map.entry("MP_JWT_VERIFY_ISSUER", ISSUER),
        Map.entry("MP_JWT_VERIFY_AUDIENCES", "commitcast"),
        Map.entry("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "http://127.0.0.1:" + keysPort + "/keys"),
        Map.entry("COMMITCAST_HTTPS_PORT", "-1"),
        Map.entry("COMMITCAST_HTTP_BEHIND_PROXY", "true"),
        Map.entry("COMMITCAST_HTTP_PROXIES", "127\\.0\\.0\\.1"),
        Map.entry("COMMITCAST_LIMITS_BAD_TICKETS_PER_SECOND", "1"),
        Map.entry("COMMITCAST_LIMITS_BURST", "20s"),
        Map.entry("COMMITCAST_HTTP_PORT", Integer.toString(port)),
        Map.entry("COMMITCAST_SECURITY_KEY_PAUSE", "100ms"));
  }

  /** Here and not in a test of its own, which would start a node more. */
  private static void aLimitOfAnAddressIsThatOfTheClientOfATrustedProxy(int port) throws Exception {
    ProxiedPeer proxy = new ProxiedPeer("127.0.0.1", port);
    String guilty = "X-Forwarded-For: 203.0.113.7";
    assertThat(proxy.guesses(60, guilty)).as("of one client").contains(401, 429);
    // some, as one more is looked at every second
    assertThat(proxy.guesses(5, guilty)).contains(429);
    assertThat(proxy.guess("X-Forwarded-For: 203.0.113.8")).as("of another").isEqualTo(401);

    // nor does a client of the proxy change who it is by what it claims before the proxy adds to it
    for (String claims :
        List.of(
            "X-Forwarded-For: 198.51.100.%d, 203.0.113.9",
            "X-Forwarded-For: 198.51.100.%d\r\nX-Forwarded-For: 203.0.113.9")) {
      List<Integer> statuses = new ArrayList<>();
      for (int client = 10; client < 70; client++) {
        statuses.add(proxy.guess(claims.formatted(client)));
      }
      assertThat(statuses).as(claims).contains(429);
    }

    // the server would believe this one, which a proxy that knows of the other lets through
    assertThat(proxy.guess("Forwarded: for=198.51.100.9", "X-Forwarded-For: 203.0.113.9"))
        .isEqualTo(400);

    // whoever is no proxy is counted by its own address, whatever it claims
    ProxiedPeer stranger = new ProxiedPeer("127.0.0.2", port);
    for (String claim : List.of("X-Forwarded-For: 203.0.113.%d", "Forwarded: for=203.0.113.%d")) {
      List<Integer> statuses = new ArrayList<>();
      for (int client = 10; client < 70; client++) {
        statuses.add(stranger.guess(claim.formatted(client)));
      }
      assertThat(statuses).as(claim).contains(429);
    }
    assertThat(stranger.guesses(5, "X-Forwarded-For: 203.0.113.90")).contains(429);
    assertThat(proxy.guess("X-Forwarded-For: 203.0.113.90")).as("in whose name").isEqualTo(401);
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
