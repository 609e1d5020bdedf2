package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.localpostgres.FreePort;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.server.liberty.LibertyNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers and operators find before a node that is set up as for production. */
@Timeout(180)
class ProductionNodeIT {
  private static final String PASSWORD = "db-secret-48151";
  private static final String KEY_PASSWORD = "key-secret-62342";

  /** All that was answered to anybody. */
  private static final List<String> ANSWERS = Collections.synchronizedList(new ArrayList<>());

  @TempDir private static Path folder;
  private static LocalPostgres postgres;
  private static SignedToken issuer;
  private static OwnKey key;
  private static LibertyNode node;
  private static int tls;
  private static int plain;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    postgres = LocalPostgres.builder().setting("fsync", "off").start();
    try (Connection superuser = postgres.superuserConnection(LocalPostgres.DATABASE);
        Statement statement = superuser.createStatement()) {
      statement.execute("ALTER ROLE commitcast PASSWORD '" + PASSWORD + "'");
    }
    PostgresDatabase usual = postgres.database();
    PostgresDatabase database =
        new PostgresDatabase(usual.host(), usual.port(), usual.database(), usual.user(), PASSWORD);
    issuer = new SignedToken();
    key = OwnKey.make(folder.resolve("node.p12"), KEY_PASSWORD);
    tls = FreePort.find();
    plain = FreePort.find();
    client = key.client("TLSv1.3");
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("commitcast.tls.key-store-password"), KEY_PASSWORD);
    Map<String, String> settings = new HashMap<>(issuer.settings());
    settings.put("MP_CONFIG_PROFILE", "prod");
    settings.put("COMMITCAST_HTTP_PORT", Integer.toString(plain));
    settings.put("COMMITCAST_HTTPS_PORT", Integer.toString(tls));
    settings.put("COMMITCAST_HTTP_READ_TIMEOUT", "2s");
    settings.put("COMMITCAST_TLS_KEY_STORE", key.file().toString());
    // as an orchestrator mounts them: a file each
    settings.put("VARIABLE_SOURCE_DIRS", secrets.toString());
    node = LibertyNode.describe(database, settings);
    node.startAndAwait();
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.kill();
    }
    postgres.close();
  }

  @Test
  void theApplicationIsReachedByTlsOfTodayAlone() throws Exception {
    assertThat(stranger("").statusCode()).isEqualTo(200);
    HttpClient older = key.client("TLSv1.2");
    HttpResponse<String> page =
        older.send(request("").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(page.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.2");
    assertThat(page.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");

    assertThatThrownBy(() -> new Socket("127.0.0.1", plain).close())
        .as("the plain port")
        .isInstanceOf(IOException.class);
  }

  @Test
  void theServersOwnPagesAreNotOnTheWayOfTheApplication() throws Exception {
    assertThat(Http.get(node.uri().resolve("metrics"), "text/plain").body())
        .contains("commitcast_head_version");
    assertThat(Http.get(node.uri().resolve("health/ready")).body()).contains("commitcast-listener");
    assertThat(Http.get(node.uri().resolve("api/channels")).statusCode()).isEqualTo(404);

    // whatever host it claims to ask for
    for (String path :
        List.of("metrics", "openapi", "openapi/ui/", "ibm/api", "health/../metrics")) {
      HttpResponse<String> answer = stranger(path);
      assertThat(answer.statusCode()).as(path).isIn(401, 404);
      assertThat(answer.body()).doesNotContain("commitcast_", "operationId");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "health/..%2fmetrics",
        "health/%2e%2e%2fmetrics",
        "health/%2E%2E%2Fmetrics?scope=application",
        "health/x%2f..%2f..%2fmetrics",
        "health/..%2fopenapi",
        "health/..%5cmetrics",
        "health/..%2fapi%2flistener",
        "health/..%2fWEB-INF%2fweb.xml",
        "api/events/..%2f..%2fmetrics",
        "api/streams/%2e%2e%2f%2e%2e%2fopenapi",
        "assets/..%2fmetrics",
        "docs/..%2fmetrics",
        "%6detrics",
        "/metrics",
        "metrics;x=1",
        "metrics/",
        "./metrics"
      })
  void noSpellingOfAPathShowsTheServersPagesToWhoIsNoOperator(String path) throws Exception {
    for (HttpResponse<String> answer :
        List.of(stranger(path), by(issuer.of("rita", "reader"), path))) {
      assertThat(answer.statusCode()).as(path).isIn(200, 400, 401, 403, 404);
      assertThat(answer.body()).as(path).doesNotContain("commitcast_", "operationId", "openapi:");
    }
  }

  @Test
  void noRequestOfAStrangerChangesHowErrorsAreAnswered() throws Exception {
    send(request("api/nothing").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    send(request("api/session").DELETE());

    assertThat(by(issuer.of("rita", "reader"), "api/events/nothing").statusCode()).isEqualTo(404);
    assertThat(by(issuer.of("rita", "reader"), "api/channels?limit=x").statusCode()).isEqualTo(400);
  }

  @Test
  void operatorsReadMetricsByTheirTokenAndOthersDoNot() throws Exception {
    HttpResponse<String> metrics = by(issuer.of("olga", "operator"), "metrics?scope=application");
    assertThat(metrics.statusCode()).as(metrics.body()).isEqualTo(200);
    assertThat(metrics.body()).contains("commitcast_head_version").doesNotContain("jvm_uptime");
    assertThat(by(issuer.of("olga", "operator"), "openapi").body()).contains("readEvents");

    for (String role : List.of("reader", "writer")) {
      assertThat(by(issuer.of("rita", role), "metrics").statusCode()).as(role).isEqualTo(403);
      assertThat(by(issuer.of("rita", role), "openapi").statusCode()).as(role).isEqualTo(403);
    }
    assertThat(by(new SignedToken().of("eve", "operator"), "metrics").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"health", "health/ready", "health/live", "health/started"})
  void aStrangerLearnsOfHealthWhetherItIsUp(String path) throws Exception {
    HttpResponse<String> answer = stranger(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
  }

  @Test
  void whoSendsHalfARequestIsNotWaitedForAndWhoSendsTooMuchIsRefused() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), node.uri().getPort())) {
      slow.setSoTimeout(20_000);
      slow.getOutputStream()
          .write("GET /health HTTP/1.1\r\nHost: 127".getBytes(StandardCharsets.US_ASCII));
      InputStream answer = slow.getInputStream();
      String words = new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(words).as("the connection was closed").doesNotContain("200 OK");
    }
    HttpRequest.Builder many = request("api/channels");
    for (int i = 0; i < 150; i++) {
      many.header("X-Many-" + i, "1");
    }
    assertThat(status(many)).isBetween(400, 499);
    assertThat(status(request("api/channels").header("X-Long", "x".repeat(20_000))))
        .isBetween(400, 499);
    assertThat(status(request("api/" + "x".repeat(20_000)))).isBetween(400, 499);
  }

  @Test
  void aSocketByTlsTakesMessagesInAnyPiecesAndNoEndlessFrame() throws Exception {
    Map<String, String> rita = TokenMaker.bearer(issuer.of("rita", "reader"));
    byte[] frame = RawSocket.frame(RawSocket.TEXT, "{\"type\":\"unsubscribe\",\"id\":\"x\"}");
    for (int first : new int[] {RawSocket.TEXT, RawSocket.PART}) {
      Socket connected = key.context().getSocketFactory().createSocket("127.0.0.1", tls);
      try (RawSocket socket = RawSocket.open(connected, rita)) {
        // each is a record of TLS
        for (byte piece : frame) {
          socket.write(piece);
        }
        socket.await("\"status\":404");
        String large = "{\"type\":\"unsubscribe\",\"id\":\"y\"}" + " ".repeat(8_000);
        socket.write(RawSocket.frame(RawSocket.TEXT, large)).await("\"id\":\"y\"");
        socket.write(RawSocket.header(first, 1L << 62));
        assertThat(socket.writeOn(new byte[64 * 1024])).isLessThan(32 << 20);
      }
    }
  }

  @Test
  void noSecretIsLoggedOrAnswered() throws Exception {
    String token = issuer.of("olga", "operator");
    String ticket = "ticket-secret-99887";
    by(token, "api/channels");
    by(token + "x", "api/channels");
    by("token-secret-77665", "api/listener");
    send(request("api/events?ticket=" + ticket));
    send(request("api/channels").header("Cookie", "Bearer=cookie-secret-55443"));
    send(
        request("api/append")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"half\": ")));
    by(token, "api/events?after=x");
    by(token, "health");

    List<String> secrets =
        List.of(
            PASSWORD,
            KEY_PASSWORD,
            token.substring(token.lastIndexOf('.')),
            ticket,
            "token-secret-77665",
            "cookie-secret-55443");
    for (String secret : secrets) {
      assertThat(ANSWERS).as("answers").noneMatch(answer -> answer.contains(secret));
      assertThat(logs()).noneMatch(log -> read(log).contains(secret));
    }
    assertThat(ANSWERS).noneMatch(answer -> answer.matches("(?s).*(\\tat |Exception|SELECT ).*"));
  }

  private static List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.walk(node.console().getParent())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*(\\.log|/ffdc/[^/]*|\\.txt)"))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + tls + "/" + path))
        .timeout(Duration.ofSeconds(20))
        .header("Accept", "application/json, */*;q=0.5");
  }

  private static HttpResponse<String> stranger(String path) throws Exception {
    return send(request(path));
  }

  private static HttpResponse<String> by(String token, String path) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + token));
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return send(request).statusCode();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    ANSWERS.add(answer.headers().map() + " " + answer.body());
    return answer;
  }
}
