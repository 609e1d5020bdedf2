package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who comes in, by what, and how that ends: on two nodes that share a key. */
@Timeout(120)
class SessionsIT {
  private static final Path KEY =
      Path.of("target", "sessions-" + ProcessHandle.current().pid() + ".jwk").toAbsolutePath();
  private static RunningSystem system;

  @BeforeAll
  static void start() {
    system =
        RunningSystem.start(2, Map.of("COMMITCAST_SECURITY_DEV_KEY", KEY.toString()), List.of());
  }

  @AfterAll
  static void stop() throws IOException {
    system.close();
    Files.deleteIfExists(KEY);
  }

  @Test
  void whoeverIsOnThisMachineAndShowsNothingIsTheLocalOperator() throws Exception {
    JsonObject who = json(get(0, "/api/session", Map.of()));

    assertThat(who.getString("id")).isEqualTo("local");
    assertThat(who.getBoolean("signedIn")).isFalse();
    for (Map<String, String> elsewhere :
        List.of(
            Map.of("Origin", "http://evil.example"),
            Map.of("X-Forwarded-For", "192.0.2.7"),
            Map.of("Forwarded", "for=192.0.2.7"),
            Map.of("Sec-Fetch-Site", "cross-site"))) {
      HttpResponse<String> answer = get(0, "/api/session", elsewhere);
      assertThat(answer.statusCode()).as("%s", elsewhere).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .contains("Bearer realm=\"commitcast\"");
    }
  }

  @Test
  void theKeyIsKeptForItsOwnerAlone() throws Exception {
    token("ada");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(KEY)))
        .isEqualTo("rw-------");
  }

  @Test
  void aTokenOfOneNodeIsGoodOnTheOther() throws Exception {
    JsonObject who = json(get(1, "/api/session", bearer(token("ada"))));

    assertThat(who.getString("id")).isEqualTo("01JD00000000000000000000AD");
    assertThat(who.getJsonArray("roles"))
        .isEqualTo(Json.createArrayBuilder().add("reader").build());
    assertThat(who.getBoolean("signedIn")).isTrue();
  }

  @Test
  void badCredentialsAreNeverTakenForNone() throws Exception {
    String good = token("ada");
    for (Map<String, String> bad :
        List.of(
            bearer(good.substring(0, good.length() - 4) + "AAAA"),
            bearer("nonsense"),
            bearer(""),
            Map.of("Authorization", "Basic YTpi"),
            Map.of("Cookie", "Bearer=nonsense"))) {
      HttpResponse<String> answer = get(0, "/api/session", bad);
      assertThat(answer.statusCode()).as("%s", bad).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
          .contains("error=\"invalid_token\"");
      assertThat(json(answer).getString("title")).isEqualTo("Nobody is logged in");
    }
    assertThat(get(0, "/api/session?ticket=nonsense", Map.of()).statusCode()).isEqualTo(401);
  }

  @Test
  void credentialsOfSeveralKindsAreRefused() throws Exception {
    String good = token("ada");

    assertThat(
            get(0, "/api/session", Map.of("Authorization", "Bearer " + good, "Cookie", "Bearer=x"))
                .statusCode())
        .isEqualTo(400);
    assertThat(get(0, "/api/session?ticket=x", bearer(good)).statusCode()).isEqualTo(400);
  }

  @Test
  void aRoleThatIsMissingIsForbidden() throws Exception {
    Map<String, String> ada = bearer(token("ada"));

    assertThat(get(0, "/api/streams", ada).statusCode()).isEqualTo(403);
    assertThat(get(0, "/api/transfers", ada).statusCode()).isEqualTo(403);
    assertThat(get(0, "/api/%74ransfers", ada).statusCode()).isEqualTo(403);
    assertThat(get(0, "/api/channels", ada).statusCode()).isEqualTo(200);
    assertThat(get(0, "/api/streams", bearer(token("operator"))).statusCode()).isEqualTo(200);
  }

  @Test
  void aTicketIsGoodOnceOnWhicheverNode() throws Exception {
    Map<String, String> ada = bearer(token("ada"));
    JsonObject issued = json(post(0, "/api/tickets", "", ada));

    assertThat(issued.getInt("expiresIn")).isEqualTo(30);
    String ticket = issued.getString("ticket");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(
          Clients.CLIENT.sendAsync(
              node(i % 2).request("GET", "/api/session?ticket=" + ticket, "", Map.of()),
              BodyHandlers.ofString()));
    }
    List<Integer> statuses =
        answers.stream().map(CompletableFuture::join).map(HttpResponse::statusCode).toList();

    assertThat(statuses).containsOnlyOnce(200);
    assertThat(statuses.stream().filter(status -> status == 401)).hasSize(7);
    assertThat(system.number("SELECT count(*) FROM commitcast.tickets")).isZero();
  }

  @Test
  void aTicketExpires() throws Exception {
    String ticket = json(post(0, "/api/tickets", "", bearer(token("ada")))).getString("ticket");
    system.execute("UPDATE commitcast.tickets SET expires_at = clock_timestamp()");

    assertThat(get(0, "/api/session?ticket=" + ticket, Map.of()).statusCode()).isEqualTo(401);
  }

  @Test
  void aTicketIsForReadingAlone() throws Exception {
    String ticket = json(post(0, "/api/tickets", "", bearer(token("ada")))).getString("ticket");

    assertThat(post(0, "/api/tickets?ticket=" + ticket, "", Map.of()).statusCode()).isEqualTo(400);
    assertThat(get(0, "/api/session?ticket=" + ticket, Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void aBrowserTurnsItsTokenIntoACookieAndSignsOut() throws Exception {
    String token = token("grace");
    HttpResponse<String> begun = post(0, "/api/session", "", bearer(token));
    String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();

    assertThat(cookie)
        .startsWith("Bearer=" + token)
        .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=")
        .doesNotContain("Secure");
    Map<String, String> signedIn = Map.of("Cookie", "Bearer=" + token);
    assertThat(json(get(1, "/api/session", signedIn)).getString("name")).isEqualTo("Grace Hopper");

    HttpResponse<String> ended =
        node(0)
            .send(
                "DELETE",
                "/api/session",
                "",
                // as a page of this node does it
                Map.of(
                    "Cookie",
                    "Bearer=" + token,
                    "Origin",
                    system.uri(0, "/").toString().replaceFirst("/$", "")));

    assertThat(ended.statusCode()).isEqualTo(204);
    assertThat(ended.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(get(1, "/api/session", signedIn).statusCode()).isEqualTo(401);
    assertThat(get(0, "/api/session", bearer(token)).statusCode()).isEqualTo(401);
  }

  @Test
  void whatIsRevokedIsRefusedOnEveryNodeAndTheLogSaysSo() throws Exception {
    Map<String, String> edsger = bearer(token("edsger"));
    Map<String, String> operator = bearer(token("operator"));
    String ticket = json(post(0, "/api/tickets", "", edsger)).getString("ticket");

    assertThat(
            post(0, "/api/revocations", "{\"userId\":\"01JD00000000000000000000ED\"}", edsger)
                .statusCode())
        .isEqualTo(403);
    HttpResponse<String> revoked =
        post(
            0,
            "/api/revocations",
            "{\"userId\":\"01JD00000000000000000000ED\",\"reason\":\"test\"}",
            operator);

    assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(201);
    assertThat(get(0, "/api/session", edsger).statusCode()).isEqualTo(401);
    assertThat(get(1, "/api/session", edsger).statusCode()).isEqualTo(401);
    assertThat(get(1, "/api/session?ticket=" + ticket, Map.of()).statusCode()).isEqualTo(401);
    JsonObject event =
        json(get(
                0,
                "/api/streams/commitcast-access:user:01JD00000000000000000000ED/events",
                operator))
            .getJsonArray("events")
            .getJsonObject(0);
    assertThat(event.getString("type")).isEqualTo("access_revoked");
    assertThat(event.getString("actor")).isEqualTo("operator");
    assertThat(event.containsKey("room")).isFalse();
    assertThat(event.getJsonObject("data").getString("userId"))
        .isEqualTo("01JD00000000000000000000ED");
  }

  @Test
  void whatIsOpenForARevokedTokenEndsOnWhicheverNode() throws Exception {
    String token = token("grace");
    String other = token("grace");
    List<String> open = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> ended = listen(1, token, open);
    List<String> unconcerned = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> goesOn = listen(1, other, unconcerned);

    node(0).send("DELETE", "/api/session", "", bearer(token));

    ended.get(20, TimeUnit.SECONDS);
    assertThat(open).contains("event: revoked");
    assertThat(String.join("\n", open)).contains("\"reason\":\"token\"");
    assertThat(goesOn).isNotDone();
    assertThat(unconcerned).doesNotContain("event: revoked");
    node(0).send("DELETE", "/api/session", "", bearer(other));
    goesOn.get(20, TimeUnit.SECONDS);
  }

  /** Ends when the stream does; returns once it has begun. */
  private static CompletableFuture<Void> listen(int node, String token, List<String> lines)
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> ended =
        Clients.CLIENT
            .sendAsync(
                HttpRequest.newBuilder(system.uri(node, "/api/events"))
                    .headers("Accept", "text/event-stream", "Authorization", "Bearer " + token)
                    .build(),
                BodyHandlers.ofLines())
            .thenAcceptAsync(
                answer ->
                    answer
                        .body()
                        .forEach(
                            line -> {
                              lines.add(line);
                              if (line.equals("event: resume")) {
                                begun.countDown();
                              }
                            }));
    assertThat(begun.await(20, TimeUnit.SECONDS)).as("begun, after %s", lines).isTrue();
    return ended;
  }

  @Test
  void whoIsDeletedIsPutOut() throws Exception {
    system.execute(
        "INSERT INTO public.users (id, auth0_id, email, username)"
            + " VALUES ('01JD0000000000000000000BYE', 'x', 'bye@example.com', 'bye')");
    system.execute(
        "UPDATE public.users SET deleted_at = now() WHERE id = '01JD0000000000000000000BYE'");

    assertThat(
            system.number(
                "SELECT count(*) FROM commitcast.revocations"
                    + " WHERE user_id = '01JD0000000000000000000BYE'"
                    + " AND issued_until > now() + interval '1 year'"))
        .isOne();
    assertThat(
            system.number(
                "SELECT count(*) FROM commitcast.stream_events"
                    + " WHERE aggregate_id = 'commitcast-access:user:01JD0000000000000000000BYE'"))
        .isOne();

    system.execute(
        "UPDATE public.users SET deleted_at = NULL WHERE id = '01JD0000000000000000000BYE'");

    assertThat(
            system.number(
                "SELECT count(*) FROM commitcast.revocations"
                    + " WHERE user_id = '01JD0000000000000000000BYE' AND issued_until <= now()"))
        .isOne();
  }

  private static String token(String user) throws Exception {
    return node(0).token(user);
  }

  private static Map<String, String> bearer(String token) {
    return Clients.bearer(token);
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return Http.json(answer);
  }

  private static Clients node(int index) {
    return new Clients(system.uri(index, "/"));
  }

  private static HttpResponse<String> get(int node, String path, Map<String, String> headers)
      throws Exception {
    return node(node).get(path, headers);
  }

  private static HttpResponse<String> post(
      int node, String path, String body, Map<String, String> headers) throws Exception {
    return node(node).post(path, body, headers);
  }
}
