package dev.commitcast.server.acceptance;

import static dev.commitcast.server.acceptance.AttackedNode.ISSUER;
import static dev.commitcast.server.acceptance.AttackedNode.assertStatus;
import static dev.commitcast.server.acceptance.AttackedNode.authority;
import static dev.commitcast.server.acceptance.AttackedNode.get;
import static dev.commitcast.server.acceptance.AttackedNode.raw;
import static dev.commitcast.server.acceptance.AttackedNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody tries who has no good token: forging one, another's browser, odd requests. */
@Timeout(120)
class AttacksByStrangersIT {
  private static final String EVIL = "http://evil.example";

  private static final List<String> READ =
      List.of(
          "/api/session",
          "/api/users",
          "/api/events",
          "/api/events?after=0",
          "/api/events/01JD",
          "/api/streams",
          "/api/streams/a:1",
          "/api/streams/a:1/events",
          "/api/rooms/users/presence",
          "/api/channels",
          "/api/channels/01JD0000000000000000GENERA/messages",
          "/api/bookings?merchant=42",
          "/api/bookings/01JD000000000000000000BK01",
          "/api/explain",
          "/api/listener",
          "/api/notifications",
          "/api/subscriptions",
          "/api/transfers",
          "/api/transfers/export",
          "/api/sync/reviews",
          "/api/nothing",
          "/sync/pull?since=0",
          "/sync/latest-version",
          "/sse",
          "/problem");

  @Test
  void nobodyReachesAnythingWithoutAToken() throws Exception {
    for (String path : READ) {
      assertNobody(get(path, Map.of()));
      assertNobody(get(path, Map.of("Accept", "text/event-stream")));
      assertStatus(send("HEAD", path, "", Map.of()), 401);
      assertNobody(send("POST", path, "{}", Map.of()));
      assertNobody(send("DELETE", path + "x", "", Map.of()));
      assertThat(send("OPTIONS", path, "", Map.of()).body()).as(path).hasSizeLessThan(1_000);
      assertThat(send("TRACE", path, "", Map.of("X-Own", AttackedNode.TOLD_TO_NOBODY)).body())
          .doesNotContain(AttackedNode.TOLD_TO_NOBODY);
    }
    assertThat(get("/dev/sign-in", Map.of()).statusCode()).isEqualTo(404);
    assertThat(send("POST", "/dev/sign-in", "{\"user\":\"operator\"}", Map.of()).statusCode())
        .isEqualTo(404);
  }

  private static void assertNobody(HttpResponse<String> answer) {
    if (answer.statusCode() == 404 && !answer.request().uri().getPath().startsWith("/api")) {
      // a path that nothing is at
      return;
    }
    assertStatus(answer, 401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void aForgedTokenOpensNothing() throws Exception {
    for (Map.Entry<String, String> forged : ForgedTokens.all().entrySet()) {
      for (Map<String, String> shown :
          List.of(
              TokenMaker.bearer(forged.getValue()),
              Map.of("Cookie", "Bearer=" + forged.getValue()))) {
        HttpResponse<String> answer = get("/api/listener", shown);
        assertThat(answer.statusCode()).as(forged.getKey()).isEqualTo(401);
        assertThat(answer.body()).as(forged.getKey()).doesNotContain("Bearer=", "eyJ");
      }
    }
    // and the same claims, rightly signed, are good
    assertStatus(get("/api/listener", TokenMaker.bearer(ForgedTokens.genuine())), 200);
  }

  @Test
  void aTokenInAnAddressIsNoToken() throws Exception {
    String token = ISSUER.token("olga", ",'groups':['operator']");
    for (String name : List.of("access_token", "token", "Bearer", "Authorization", "jwt")) {
      assertStatus(get("/api/listener?" + name + "=" + token, Map.of()), 401);
    }
    assertStatus(get("/api/listener?ticket=" + token, Map.of()), 401);
  }

  @Test
  void aTicketIsGoodOnceAndChangesNothing() throws Exception {
    String ticket = ticket();
    assertStatus(get("/api/session?ticket=" + ticket, Map.of()), 200);
    assertStatus(get("/api/session?ticket=" + ticket, Map.of()), 401);

    String unused = ticket();
    String path = "/api/streams/forged:1/events?ticket=" + unused;
    assertStatus(send("POST", path, "{\"type\":\"T\"}", Map.of()), 400);
    assertStatus(send("DELETE", "/api/streams/a:1?ticket=" + unused, "", Map.of()), 400);
    assertThat(
            system()
                .number("SELECT count(*) FROM commitcast.streams WHERE stream_id LIKE 'forged:%'"))
        .isZero();
    for (String guess : List.of("", "%27%20OR%20%271%27=%271", "%25", "null", "a".repeat(5_000))) {
      assertStatus(get("/api/session?ticket=" + guess, Map.of()), 401);
    }
  }

  private static String ticket() throws Exception {
    HttpResponse<String> issued = send("POST", "/api/tickets", "", AttackedNode.operator());
    return Http.json(issued).getString("ticket");
  }

  private static RunningSystem system() {
    return AttackedNode.system();
  }

  @Test
  void aPageOfAnotherOriginReadsAndChangesNothing() throws Exception {
    String cookie = "Bearer=" + ISSUER.token("olga", ",'groups':['operator']");
    for (String origin :
        List.of(
            EVIL,
            "null",
            "http://" + authority() + ".evil.example",
            "https://localhost",
            "file://")) {
      HttpResponse<String> preflight =
          send(
              "OPTIONS",
              "/api/append",
              "",
              Map.of(
                  "Origin", origin,
                  "Access-Control-Request-Method", "POST",
                  "Access-Control-Request-Headers", "authorization"));
      assertUnreadable(preflight);
      assertThat(preflight.statusCode()).isEqualTo(403);
      assertUnreadable(get("/api/channels", Map.of("Origin", origin, "Cookie", cookie)));
      for (String type :
          List.of("text/plain", "application/x-www-form-urlencoded", "application/json")) {
        HttpResponse<String> forged =
            send(
                "POST",
                "/api/append",
                "[{\"stream\":\"forged:2\",\"events\":[{\"type\":\"T\"}]}]",
                Map.of("Origin", origin, "Cookie", cookie, "Accept", "*/*", "X-Type", type));
        assertUnreadable(forged);
        assertThat(forged.statusCode()).isEqualTo(403);
      }
    }
    // a form of an old browser sends neither Origin nor Sec-Fetch-Site
    assertStatus(send("POST", "/api/tickets", "{}", Map.of("Cookie", cookie)), 403);
    assertThat(
            system()
                .number("SELECT count(*) FROM commitcast.streams WHERE stream_id LIKE 'forged:%'"))
        .isZero();
  }

  private static void assertUnreadable(HttpResponse<String> answer) {
    assertThat(answer.headers().map())
        .doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/WEB-INF/web.xml",
        "/web-inf/web.xml",
        "/WEB-INF%2fweb.xml",
        "/%57EB-INF/web.xml",
        "/assets/../WEB-INF/web.xml",
        "/assets/..%2fWEB-INF/web.xml",
        "/assets/%2e%2e/WEB-INF/web.xml",
        "/assets/%2e%2e%2fWEB-INF%2fweb.xml",
        "/assets/%252e%252e%252fWEB-INF%252fweb.xml",
        "/assets/..;/WEB-INF/web.xml",
        "/assets/..;x=1/WEB-INF/web.xml",
        "/assets/..%5cWEB-INF%5cweb.xml",
        "/assets/.%00./WEB-INF/web.xml",
        "/assets/..%c0%af..%c0%afWEB-INF/web.xml",
        "//WEB-INF/web.xml",
        "/./WEB-INF/web.xml",
        "/;/WEB-INF/web.xml",
        "/WEB-INF;/web.xml",
        "/WEB-INF./web.xml",
        "/META-INF/openapi.json",
        "/assets/%2e%2e/META-INF/MANIFEST.MF",
        "/../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/assets//etc/passwd",
        "/file:/etc/passwd",
        "/assets/page.js%00.html",
        "/assets/",
        "/docs/..%2fapi/listener",
        "/assets/..%2fapi/listener",
        "/assets/%2e%2e/api/listener",
        "/index.html/..;/api/listener",
        "/index.html;/../api/listener"
      })
  void aPathDoesNotLeaveTheStaticFiles(String path) throws Exception {
    for (String target : List.of(path, "http://" + authority() + path)) {
      String answer =
          raw("GET " + target + " HTTP/1.1", "Host: " + authority(), "Connection: close", "", "");
      assertThat(answer).matches("(?s)HTTP/1.1 (400|401|403|404) .*");
      assertThat(answer).doesNotContain("<web-app", "root:", "Manifest-", "\"connected\"", "ibm");
    }
  }

  @Test
  void aRequestThatTwoReadersEndDifferentlyIsRefusedAndTheConnectionWithIt() throws Exception {
    List<List<String>> framings =
        List.of(
            List.of("Content-Length: 4", "Transfer-Encoding: chunked"),
            List.of("Transfer-Encoding: chunked", "Content-Length: 4"),
            List.of("Content-Length: 0", "Content-Length: 300"),
            List.of("Transfer-Encoding: xchunked", "Content-Length: 4"),
            List.of("Transfer-Encoding: chunked, identity"),
            List.of("Transfer-Encoding : chunked", "Content-Length: 4"),
            List.of("Host: another", "Content-Length: 4"));
    assertNothingSmuggled(framings, "0\r\n\r\n");
  }

  /** Nobody knows where their bodies end, so that nothing behind them is a request. */
  @Test
  void aLengthThatIsNoNumberHidesNoRequest() throws Exception {
    List<List<String>> framings = new ArrayList<>();
    String lengths = "+4|-4|0x4|4, 4|4, 5|4 4|4;|4.0|four||\u00b2|1_0|99999999999999999999";
    for (String length : lengths.split("\\|")) {
      framings.add(List.of("Content-Length: " + length));
    }
    framings.add(List.of("Content-Length: 4", "Content-Length: 4"));
    framings.add(List.of("Content-Length: 4", "content-length: 5"));
    assertNothingSmuggled(framings, "");
  }

  private static void assertNothingSmuggled(List<List<String>> framings, String body)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(10);
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (List<String> framing : framings) {
        answers.add(clients.submit(() -> smuggled(framing, body)));
      }
      for (int i = 0; i < framings.size(); i++) {
        String answer = answers.get(i).get();
        assertThat(answer).as("%s", framings.get(i)).matches("(?s)HTTP/1.1 4\\d\\d .*");
        assertThat(answer.split("HTTP/1\\.1 ")).as("%s", framings.get(i)).hasSize(2);
        assertThat(answer).as("%s", framings.get(i)).containsIgnoringCase("Connection: close");
      }
    } finally {
      clients.shutdownNow();
    }
    assertThat(
            system()
                .number("SELECT count(*) FROM commitcast.streams WHERE stream_id LIKE 'smuggled%'"))
        .isZero();
  }

  private static String smuggled(List<String> framing, String body) throws IOException {
    return raw(
        "POST /api/tickets HTTP/1.1",
        "Host: " + authority(),
        String.join("\r\n", framing),
        "Content-Type: application/json",
        "",
        body + "POST /api/streams/smuggled:1/events HTTP/1.1",
        "Host: " + authority(),
        "Authorization: " + AttackedNode.operator().get("Authorization"),
        "Content-Type: application/json",
        "Content-Length: 12",
        "",
        "{\"type\":\"T\"}");
  }

  @Test
  void noTokenOrTicketIsInAnyLog() throws Exception {
    String good = ISSUER.token("olga", ",'groups':['operator']");
    String expired = ISSUER.token("olga", "", Duration.ofSeconds(-5));
    String ticket = ticket();
    String unusedTicket = ticket();
    get("/api/session?ticket=" + ticket, Map.of());
    get("/api/session?ticket=" + ticket, Map.of());
    get("/api/events/x?ticket=" + unusedTicket, TokenMaker.bearer(good));
    get("/api/listener?access_token=" + good, Map.of());
    for (String token : List.of(good, expired)) {
      get("/api/listener", TokenMaker.bearer(token));
      get("/api/nothing", TokenMaker.bearer(token));
      get("/api/listener", Map.of("Cookie", "Bearer=" + token));
      get("/api/events?after=x", TokenMaker.bearer(token));
      send("POST", "/api/append", "{\"half\":", TokenMaker.bearer(token));
      send("POST", "/api/session", "", TokenMaker.bearer(token));
    }
    for (Path log : logs()) {
      String text = Files.readString(log, StandardCharsets.ISO_8859_1);
      for (String secret : List.of(good, expired)) {
        assertThat(text.contains(secret.substring(secret.lastIndexOf('.') + 1)))
            .as("%s holds a token", log)
            .isFalse();
      }
      assertThat(text.contains(ticket) || text.contains(unusedTicket))
          .as("%s holds a ticket", log)
          .isFalse();
    }
  }

  private static List<Path> logs() throws Exception {
    try (Stream<Path> files = Files.walk(system().node(0).console().getParent())) {
      List<Path> found =
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*(\\.log|/ffdc/[^/]*|\\.txt)"))
              .toList();
      assertThat(found).as("logs").isNotEmpty();
      return found;
    }
  }
}
