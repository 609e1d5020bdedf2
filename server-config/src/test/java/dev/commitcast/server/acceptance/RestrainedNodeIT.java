package dev.commitcast.server.acceptance;

import static dev.commitcast.server.acceptance.RestrainedNode.GUESS;
import static dev.commitcast.server.acceptance.RestrainedNode.SOON;
import static dev.commitcast.server.acceptance.RestrainedNode.append;
import static dev.commitcast.server.acceptance.RestrainedNode.as;
import static dev.commitcast.server.acceptance.RestrainedNode.atOnce;
import static dev.commitcast.server.acceptance.RestrainedNode.atOnceUntilRefused;
import static dev.commitcast.server.acceptance.RestrainedNode.get;
import static dev.commitcast.server.acceptance.RestrainedNode.guessUntil;
import static dev.commitcast.server.acceptance.RestrainedNode.guessUntilRefused;
import static dev.commitcast.server.acceptance.RestrainedNode.metrics;
import static dev.commitcast.server.acceptance.RestrainedNode.openStream;
import static dev.commitcast.server.acceptance.RestrainedNode.patiently;
import static dev.commitcast.server.acceptance.RestrainedNode.patientlyBut;
import static dev.commitcast.server.acceptance.RestrainedNode.request;
import static dev.commitcast.server.acceptance.RestrainedNode.system;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose callers may take little, and that pages of one other origin may use. */
@Timeout(180)
class RestrainedNodeIT {
  private static final String LISTED = "https://app.example.com";

  private static final String EVIL = "https://app.example.com.evil.example";

  @BeforeAll
  static void start() {
    RestrainedNode.start(LISTED);
  }

  @AfterAll
  static void stop() {
    RestrainedNode.system().close();
  }

  @Test
  void aStreamTooManyIsToldWhenToComeAgainInItsOwnLanguage() throws Exception {
    List<EventStreamClient> open = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        open.add(openStream());
      }
      HttpResponse<String> stream =
          patiently(get("api/events").header("Accept", "text/event-stream"));
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(stream.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      assertThat(stream.body()).matches("retry: \\d{4,5}\n: This user has 3 connections[^\n]*\n\n");

      HttpResponse<String> poll = patientlyBut("user", get("api/events?after=now&wait=20"));
      assertThat(poll.statusCode()).isEqualTo(429);
      assertThat(poll.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(Long.parseLong(poll.headers().firstValue("Retry-After").orElseThrow()))
          .isBetween(5L, 15L);
      // a page is no connection that stays
      assertThat(patiently(get("api/events?after=now")).statusCode()).isEqualTo(200);

      open.remove(0).close();
      await("the place of who has gone is free")
          .dontCatchUncaughtExceptions()
          .atMost(SOON)
          .until(
              () -> {
                try (EventStreamClient next = openStream()) {
                  return !next.hasEnded();
                } catch (AssertionError refused) {
                  return false;
                }
              });
    } finally {
      open.forEach(EventStreamClient::close);
    }
  }

  @Test
  void longPollsGiveTheirPlacesBack() throws Exception {
    for (int i = 0; i < 8; i++) {
      HttpResponse<String> poll = patiently(get("api/events?after=now&wait=1&type=never"));
      assertThat(poll.statusCode()).as(poll.body()).isEqualTo(200);
    }
  }

  @Test
  void whoAppendsTooOftenIsToldToWaitAndThenMayAgain() throws Exception {
    List<HttpResponse<String>> answers = atOnceUntilRefused(30, () -> Http.send(append("counted")));

    assertThat(answers).extracting(HttpResponse::statusCode).contains(201, 429).doesNotContain(500);
    HttpResponse<String> refused =
        answers.stream().filter(answer -> answer.statusCode() == 429).findFirst().orElseThrow();
    assertThat(Http.json(refused).getString("limit")).isIn("appends", "requests");
    assertThat(refused.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9]");
    assertThat(patiently(append("again")).statusCode()).isEqualTo(201);
  }

  @Test
  void whoAsksTooOftenIsToldToWait() throws Exception {
    List<HttpResponse<String>> answers =
        atOnceUntilRefused(300, () -> Http.get(system().uri(0, "api/listener")));

    assertThat(answers).extracting(HttpResponse::statusCode).contains(200, 429);
    // what the server itself tells, and files, are not counted
    assertThat(Http.get(system().uri(0, "health/ready")).statusCode()).isEqualTo(200);
    assertThat(Http.get(system().uri(0, "assets/page.js"), "*/*").statusCode()).isEqualTo(200);
  }

  @Test
  void whoGuessesTicketsIsToldToWaitAndItsNeighboursAreNot() throws Exception {
    Map<String, String> ada = new Clients(system().uri(0, "/")).as("ada");
    HttpResponse<String> refused = guessUntilRefused("api/session");
    assertThat(Http.json(refused).getString("limit")).isEqualTo("tickets");
    assertThat(refused.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9]");
    assertThat(patiently(as(ada, "api/session")).statusCode()).isEqualTo(200);

    List<String> tickets = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tickets.add(
          Http.json(patiently(as(ada, "api/tickets").POST(HttpRequest.BodyPublishers.noBody())))
              .getString("ticket"));
    }
    guessUntilRefused("api/session");
    for (String ticket : tickets) {
      assertThat(patiently(get("api/session?ticket=" + ticket)).statusCode()).isEqualTo(200);
    }
    assertThat(guessUntil("api/events", "text/event-stream", 200).body())
        .matches("retry: \\d{1,4}\n: Too many bad tickets come from this address[^\n]*\n\n");
    await()
        .atMost(SOON)
        .until(
            () -> {
              try (SocketClient socket =
                  SocketClient.open(
                      system().uri(0, "/"), "notifications?ticket=" + GUESS, Map.of(), true)) {
                return socket.awaitClose() == 4429;
              }
            });
  }

  @Test
  void whoGuessesTokensIsToldToWait() throws Exception {
    List<HttpResponse<String>> answers =
        atOnce(
            100,
            () -> Http.send(get("api/session").header("Authorization", "Bearer guessed.by.me")));

    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(401, 429);
    answers.stream()
        .filter(answer -> answer.statusCode() == 429)
        .forEach(answer -> assertThat(Http.json(answer).getString("limit")).isEqualTo("tokens"));
  }

  @Test
  void aTicketOfAnotherFormCostsNoStatement() throws Exception {
    try (Connection culprit = system().connect();
        Statement statement = culprit.createStatement()) {
      culprit.setAutoCommit(false);
      statement.execute("LOCK TABLE commitcast.tickets IN ACCESS EXCLUSIVE MODE");
      for (String odd : List.of("", "x", GUESS + "A", GUESS.replace('A', 'B'))) {
        // a statement would wait for as long as the lock is held
        HttpResponse<String> answer =
            Clients.CLIENT
                .sendAsync(
                    get("api/session?ticket=" + odd).build(), HttpResponse.BodyHandlers.ofString())
                .get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(odd).isEqualTo(401);
      }
      culprit.rollback();
    }
  }

  @Test
  void whoIsTurnedAwayIsCounted() throws Exception {
    MetricsPage before = metrics();
    patiently(get("api/session").header("Origin", LISTED));
    patientlyBut(
        "tokens", get("api/session").header("Authorization", "Bearer " + "a.b.c".repeat(2)));
    patiently(get("api/session?ticket=odd"));
    patiently(get("api/session?ticket=odd").header("Authorization", "Bearer x"));
    patiently(as(new Clients(system().uri(0, "/")).as("ada"), "api/listener"));
    patiently(
        request("api/append")
            .header("Origin", EVIL)
            .POST(HttpRequest.BodyPublishers.ofString("[]")));
    patiently(
        request("api/append")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", EVIL)
            .header("Access-Control-Request-Method", "POST"));
    guessUntilRefused("api/session");
    atOnceUntilRefused(300, () -> Http.get(system().uri(0, "api/listener")));
    MetricsPage after = metrics();

    for (String reason : List.of("missing", "ambiguous", "ticket", "role")) {
      assertGrown(before, after, "commitcast_callers_refused_total", "reason", reason);
    }
    for (String wish : List.of("change", "preflight")) {
      assertGrown(before, after, "commitcast_origins_refused_total", "wish", wish);
    }
    for (String limit : List.of("tickets", "requests")) {
      assertGrown(before, after, "commitcast_limit_refusals_total", "limit", limit);
    }
  }

  private static void assertGrown(
      MetricsPage before, MetricsPage after, String name, String label, String value) {
    assertThat(after.value(name, label, value))
        .as("%s of %s", name, value)
        .isGreaterThan(before.value(name, label, value));
  }

  @Test
  void theListedOriginMayReadWhatItIsGivenAndNoOther() throws Exception {
    HttpResponse<String> preflight =
        patiently(
            request("api/append")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", LISTED)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type"));
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo(LISTED);
    assertThat(header(preflight, "Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(header(preflight, "Access-Control-Allow-Methods")).contains("POST", "DELETE");
    assertThat(header(preflight, "Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type", "If-Match", "Last-Event-ID");

    // refused, as it shows no token, and so readable for its page
    HttpResponse<String> refused = patiently(get("api/events").header("Origin", LISTED));
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo(LISTED);
    assertThat(header(refused, "Access-Control-Expose-Headers"))
        .contains("ETag", "Retry-After", "X-Correlation-ID", "WWW-Authenticate");
    assertThat(refused.headers().allValues("Vary")).anyMatch(value -> value.contains("Origin"));

    for (String other : List.of(EVIL, "null", "http://app.example.com")) {
      HttpResponse<String> answer =
          patiently(
              request("api/append")
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .header("Origin", other)
                  .header("Access-Control-Request-Method", "POST"));
      assertThat(answer.statusCode()).as(other).isEqualTo(403);
      assertThat(answer.headers().map())
          .doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
    }
  }

  /** What a page can make a browser send without asking for permission. */
  @ParameterizedTest
  @CsvSource({
    "Origin, https://app.example.com.evil.example",
    "Origin, null",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Sec-Fetch-Site, strange",
    "Cookie, Bearer=whatever",
  })
  void whatAForeignPageMayHaveSentChangesNothing(String name, String value) throws Exception {
    long before = system().number("SELECT commitcast.head()");
    for (String type : List.of("text/plain", "application/json")) {
      HttpResponse<String> answer =
          patiently(
              request("api/append")
                  .header("Content-Type", type)
                  .header(name, value)
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "[{\"stream\": \"forged:1\", \"events\": [{\"type\": \"forged\"}]}]")));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    }
    assertThat(system().number("SELECT commitcast.head()")).isGreaterThanOrEqualTo(before);
    assertThat(
            system().number("SELECT count(*) FROM commitcast.streams WHERE stream_id = 'forged:1'"))
        .isZero();
  }

  @Test
  void itsOwnPagesAndProgramsChangeWhatTheyMay() throws Exception {
    URI own = system().uri(0, "");
    String origin = "http://" + own.getHost() + ":" + own.getPort();
    assertThat(
            patiently(
                    append("by-a-page")
                        .header("Origin", origin)
                        .header("Sec-Fetch-Site", "same-origin"))
                .statusCode())
        .isEqualTo(201);
    assertThat(patiently(append("by-a-program")).statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "assets/page.js",
        "docs/problems",
        "api/channels",
        "api/nothing",
        "nothing",
        "api/events?after=x"
      })
  void everyAnswerMakesBrowsersCareful(String path) throws Exception {
    HttpResponse<String> answer = patiently(get(path));

    assertThat(header(answer, "Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("unsafe", "*");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(answer.headers().firstValue("Permissions-Policy")).isPresent();
    assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by", "set-cookie");
    if (path.startsWith("api/")) {
      assertThat(header(answer, "Cache-Control")).contains("no-store");
    }
    // a strict policy is of no use if the page needs what it forbids
    assertThat(answer.body()).doesNotContain("<style", "style=\"", "onclick=", "<script>");
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("no header " + name);
  }
}
