package dev.commitcast.server.acceptance;

import static dev.commitcast.server.acceptance.AttackedNode.assertStatus;
import static dev.commitcast.server.acceptance.AttackedNode.authority;
import static dev.commitcast.server.acceptance.AttackedNode.get;
import static dev.commitcast.server.acceptance.AttackedNode.mallory;
import static dev.commitcast.server.acceptance.AttackedNode.operator;
import static dev.commitcast.server.acceptance.AttackedNode.plant;
import static dev.commitcast.server.acceptance.AttackedNode.raw;
import static dev.commitcast.server.acceptance.AttackedNode.send;
import static dev.commitcast.server.acceptance.AttackedNode.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody tries who has a good token, for more than it grants. */
@Timeout(120)
class AttacksByReadersIT {
  private static final String SECRET = "/api/channels/" + AttackedNode.SECRET_CHANNEL + "/messages";

  /** What is for operators, with how a reader would know that it has got in. */
  private static final List<String> OPERATORS =
      List.of(
          "/api/explain",
          "/api/listener",
          "/api/notifications",
          "/api/streams",
          "/api/subscriptions",
          "/api/transfers",
          "/api/transfers/export",
          "/api/sync/reviews");

  private static RunningSystem system() {
    return AttackedNode.system();
  }

  @Test
  void whatIsOfAnotherTenantIsNotThere() throws Exception {
    AttackedNode.Planted event = plant("merchant:42");
    for (Map<String, String> who : List.of(mallory(), writer())) {
      for (String path :
          List.of(
              "/api/events?after=0&limit=1000",
              "/api/events?after=0&type=" + event.type(),
              "/api/events?after=0&stream=" + event.stream(),
              "/api/events?after=0&category=" + event.stream().split(":")[0],
              "/api/events?after=0&wait=1&type=" + event.type(),
              "/sync/pull?since=0",
              "/sync/pull?since=0&aggregate_id=" + event.stream(),
              "/api/channels")) {
        HttpResponse<String> answer = get(path, who);
        assertStatus(answer, 200);
        assertThat(answer.body())
            .as(path)
            .doesNotContain(AttackedNode.TOLD_TO_NOBODY, event.id(), "secret");
      }
      for (String path :
          List.of(
              "/api/events/" + event.id(),
              "/api/events/-?id=" + event.id(),
              "/api/streams/" + event.stream(),
              "/api/streams/-?stream=" + event.stream(),
              "/api/bookings/" + AttackedNode.BOOKING_OF_42,
              SECRET)) {
        assertStatus(get(path, who), 404);
      }
      for (String path :
          List.of(
              "/api/events?after=0&room=merchant:42",
              "/api/events?after=0&room=merchant:43&room=merchant:42",
              "/api/events?after=now&wait=1&room=merchant:42",
              "/api/rooms/merchant:42/presence",
              "/api/rooms/-/presence?room=merchant:42",
              "/api/rooms/merchant%3A42/presence",
              "/api/bookings?merchant=42",
              "/api/explain?stream=" + event.stream())) {
        assertStatus(get(path, who), 403);
      }
      HttpResponse<String> stream = get("/api/streams/" + event.stream() + "/events", who);
      assertStatus(stream, 200, 404);
      assertThat(stream.body()).doesNotContain(AttackedNode.TOLD_TO_NOBODY, event.id());
      HttpResponse<String> live = get("/api/events?room=merchant:42", accepting(who));
      assertStatus(live, 403);
    }
  }

  private static Map<String, String> accepting(Map<String, String> who) {
    Map<String, String> headers = new HashMap<>(who);
    headers.put("Accept", "text/event-stream");
    return headers;
  }

  @Test
  void nothingIsChangedForAnother() throws Exception {
    long before = system().number("SELECT count(*) FROM commitcast.events");
    String asAda = "{\"content\":\"forged\",\"userId\":\"" + AttackedNode.ADA + "\"}";
    String general = "/api/channels/01JD0000000000000000GENERA/messages";
    Map<String, String> grace =
        TokenMaker.bearer(AttackedNode.ISSUER.token(AttackedNode.GRACE, ""));
    assertStatus(send("POST", general, asAda, grace), 403);
    assertStatus(send("POST", SECRET, "{\"content\":\"forged\"}", grace), 404);
    assertStatus(send("POST", general, "{\"content\":\"forged\"}", mallory()), 404, 422, 403);
    String booking = "/api/bookings/" + AttackedNode.BOOKING_OF_42;
    for (Map<String, String> who : List.of(mallory(), writer(), grace)) {
      assertStatus(send("PATCH", booking, "{\"notes\":\"forged\"}", who), 404);
      assertStatus(send("PATCH", booking, "{\"merchantId\":\"43\"}", who), 404, 422, 400);
      assertStatus(send("DELETE", booking, "", who), 404);
    }
    String append = "{\"type\":\"forged\",\"room\":\"%s\"}";
    for (String room :
        List.of("merchant:42", "channel:" + AttackedNode.SECRET_CHANNEL, "merchant:430")) {
      assertStatus(
          send("POST", "/api/streams/forged:3/events", append.formatted(room), writer()), 403);
    }
    assertStatus(
        send("POST", "/api/streams/forged:3/events", append.formatted("x"), mallory()), 403);
    assertStatus(send("POST", "/sync/push", "[]", mallory()), 403);
    assertStatus(send("POST", "/api/revocations", "{\"userId\":\"olga\"}", writer()), 403);
    assertStatus(send("DELETE", "/api/streams/forged:3", "", writer()), 403);
    assertStatus(send("PATCH", "/api/streams/forged:3", "{}", writer()), 403);
    assertThat(
            system()
                .number(
                    "SELECT (SELECT count(*) FROM commitcast.events WHERE event_type = 'forged')"
                        + " + (SELECT count(*) FROM public.messages WHERE content = 'forged')"
                        + " + (SELECT count(*) FROM public.bookings WHERE notes = 'forged')"))
        .isZero();
    assertThat(before).isPositive();
  }

  @Test
  void noSpellingOfAPathLeadsToWhatIsForOperators() throws Exception {
    List<String> reached = new ArrayList<>();
    for (String path : OPERATORS) {
      for (String spelling : spellings(path)) {
        reached.addAll(reachedBy("GET", spelling));
      }
      for (String method : List.of("HEAD", "get", "Get", "POST", "PUT", "DELETE", "QUERY")) {
        reached.addAll(reachedBy(method, path));
        reached.addAll(reachedBy(method, path.replace("/api/", "/api/events/..%2f")));
      }
    }
    assertThat(reached).isEmpty();
  }

  private static List<String> reachedBy(String method, String path) throws Exception {
    String answer =
        raw(
            method + " " + path + " HTTP/1.1",
            "Host: " + authority(),
            "Authorization: " + mallory().get("Authorization"),
            "Accept: application/json",
            "Content-Length: 0",
            "Connection: close",
            "",
            "");
    return answer.matches("(?s)HTTP/1.1 (400|401|403|404|405|501) .*")
        ? List.of()
        : List.of(method + " " + path + " -> " + answer.lines().findFirst().orElse("nothing"));
  }

  private static List<String> spellings(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    return List.of(
        path,
        path + "/",
        path + "//",
        path + "/.",
        path + ";x=1",
        path + ";",
        path + "%20",
        path + "%2f",
        path + "%3bx",
        path + "?ticket",
        "/" + path,
        "/." + path,
        path.replace("/api/", "/api//"),
        path.replace("/api/", "/api/./"),
        path.replace("/api/", "/api/%2e/"),
        path.replace("/api/", "/api/;x=1/"),
        path.replace("/api/", "/api;x=1/"),
        path.replace("/api/", "/%61pi/"),
        path.replace("/api/", "/API/"),
        path.replace("/api/", "/api%2f"),
        path.replace("/api/", "/api/events/..%2f"),
        path.replace("/api/", "/api/events/%2e%2e%2f"),
        path.replace("/api/", "/api/events/../"),
        path.replace("/api/", "/api/events/..;/"),
        path.replace("/api/", "/api/events/x;/../../"),
        path.replace("/api/", "/api/events/x%2f..%2f..%2f"),
        path.replace("/api/", "/api/users/../"),
        path.replace("/api/", "/sync/../api/"),
        path.replace("/api/", "/assets/..%2fapi/"),
        path.replace(last, String.format("%%%02x", (int) last.charAt(0)) + last.substring(1)),
        path.replace(last, last.toUpperCase(java.util.Locale.ROOT)),
        "http://" + authority() + path);
  }

  @Test
  void noHeaderOrParameterMakesAMethodOfAnother() throws Exception {
    AttackedNode.Planted event = plant("merchant:43");
    for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
      Map<String, String> headers = new HashMap<>(writer());
      headers.put(header, "DELETE");
      send("POST", "/api/streams/" + event.stream(), "{}", headers);
      send("POST", "/api/streams/" + event.stream() + "?_method=DELETE", "{}", headers);
      assertStatus(get("/api/streams/" + event.stream(), headers), 200);
    }
    for (String header :
        List.of("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Path")) {
      Map<String, String> headers = new HashMap<>(mallory());
      headers.put(header, "/api/session");
      assertStatus(get("/api/listener", headers), 403);
    }
    assertStatus(get("/api/streams/" + event.stream(), operator()), 200);
  }

  @Test
  void theEndOfAStreamIsTheLastEventThatOneSees() throws Exception {
    String events = "/api/streams/" + AttackedNode.fresh("ended") + ":1/events";
    for (String room : List.of("42", "43", "42", "43", "42", "42")) {
      String event = "{\"type\":\"placed\",\"room\":\"merchant:" + room + "\"}";
      assertStatus(send("POST", events, event, operator()), 201);
    }
    assertThat(placesIn(events, "", operator())).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(placesIn(events, "&direction=backwards", operator()))
        .containsExactly(6, 5, 4, 3, 2, 1);
    for (Map<String, String> who : List.of(mallory(), writer())) {
      assertThat(placesIn(events, "", who)).containsExactly(2, 4);
      assertThat(placesIn(events, "&direction=backwards", who)).containsExactly(4, 2);
    }
    Map<String, String> stranger = TokenMaker.bearer(AttackedNode.ISSUER.token("nobody", ""));
    assertThat(placesIn(events, "", stranger)).isEmpty();
  }

  /** By pages of one event, each of which tells of the next only if there is something in it. */
  private static List<Integer> placesIn(String events, String more, Map<String, String> who)
      throws Exception {
    List<Integer> places = new ArrayList<>();
    String from = "";
    do {
      HttpResponse<String> page = get(events + "?limit=1" + more + from, who);
      assertStatus(page, 200);
      JsonObject json = Http.json(page);
      if (!places.isEmpty()) {
        assertThat(json.getJsonArray("events")).as("behind %s", places).hasSize(1);
      }
      json.getJsonArray("events")
          .forEach(event -> places.add(event.asJsonObject().getInt("streamVersion")));
      from = json.containsKey("next") ? "&from=" + json.getInt("next") : null;
    } while (from != null);
    return places;
  }

  @Test
  void aLongPollEndsWithItsToken() throws Exception {
    Map<String, String> sentences = new TreeMap<>();
    Map<String, CompletableFuture<HttpResponse<String>>> polls = new TreeMap<>();
    double before = subscriptions();
    for (String role : List.of("reader", "operator")) {
      String groups = ",'groups':['" + role + "']";
      String expiring = AttackedNode.fresh("expiring-" + role);
      polls.put(
          expiring, poll(AttackedNode.ISSUER.token(expiring, groups, Duration.ofSeconds(20))));
      sentences.put(expiring, "The token has expired.");
      String revoked = AttackedNode.fresh("revoked-" + role);
      polls.put(revoked, poll(AttackedNode.ISSUER.token(revoked, groups)));
      sentences.put(revoked, "The token was revoked.");
    }
    await().atMost(Duration.ofSeconds(15)).until(() -> subscriptions() >= before + polls.size());
    for (String user : polls.keySet()) {
      if (user.startsWith("revoked")) {
        String body = "{\"userId\":\"" + user + "\"}";
        assertStatus(send("POST", "/api/revocations", body, operator()), 201);
      }
    }
    for (Map.Entry<String, CompletableFuture<HttpResponse<String>>> poll : polls.entrySet()) {
      HttpResponse<String> answer = poll.getValue().get(45, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).as(poll.getKey()).isEqualTo(401);
      assertThat(Http.json(answer).getString("detail")).isEqualTo(sentences.get(poll.getKey()));
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
          .contains("error=\"invalid_token\"");
    }
  }

  private static CompletableFuture<HttpResponse<String>> poll(String token) {
    return Clients.CLIENT.sendAsync(
        new Clients(AttackedNode.uri())
            .request(
                "GET", "/api/events?after=now&type=never&wait=60", "", TokenMaker.bearer(token)),
        HttpResponse.BodyHandlers.ofString());
  }

  private static double subscriptions() throws Exception {
    String metrics = Http.get(system().uri(0, "metrics?scope=application"), "text/plain").body();
    return new MetricsPage(metrics).value("commitcast_subscriptions");
  }

  @Test
  void aWriterWhoAddsToAStreamOfOthersDoesNotSeeTheirEvents() throws Exception {
    AttackedNode.Planted hidden = plant("merchant:42");
    String own = "{\"type\":\"own\",\"room\":\"merchant:43\"}";
    String events = "/api/streams/" + hidden.stream() + "/events";
    assertStatus(send("POST", events, own, writer()), 201);
    HttpResponse<String> seen = get(events, writer());
    assertThat(seen.body())
        .contains("own")
        .doesNotContain(AttackedNode.TOLD_TO_NOBODY, hidden.id());
    assertThat(get(events + "?from=9&direction=backwards", writer()).body())
        .doesNotContain(AttackedNode.TOLD_TO_NOBODY, hidden.id());
  }
}
