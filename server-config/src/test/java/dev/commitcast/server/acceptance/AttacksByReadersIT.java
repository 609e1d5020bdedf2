package dev.commitcast.server.acceptance;

import static dev.commitcast.server.acceptance.AttackedNode.assertStatus;
import static dev.commitcast.server.acceptance.AttackedNode.authority;
import static dev.commitcast.server.acceptance.AttackedNode.get;
import static dev.commitcast.server.acceptance.AttackedNode.mallory;
import static dev.commitcast.server.acceptance.AttackedNode.operator;
import static dev.commitcast.server.acceptance.AttackedNode.plant;
import static dev.commitcast.server.acceptance.AttackedNode.raw;
import static dev.commitcast.server.acceptance.AttackedNode.rawBytes;
import static dev.commitcast.server.acceptance.AttackedNode.send;
import static dev.commitcast.server.acceptance.AttackedNode.writer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(answer.body()).as(path).doesNotContain("4711", event.id(), "secret");
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
      assertThat(stream.body()).doesNotContain("4711", event.id());
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
        for (String method : List.of("GET", "HEAD", "get", "Get", "POST", "PUT", "QUERY")) {
          String answer =
              raw(
                  method + " " + spelling + " HTTP/1.1",
                  "Host: " + authority(),
                  "Authorization: " + mallory().get("Authorization"),
                  "Accept: application/json",
                  "Content-Length: 0",
                  "Connection: close",
                  "",
                  "");
          if (!answer.matches("(?s)HTTP/1.1 (400|401|403|404|405|501) .*")) {
            reached.add(method + " " + spelling + " -> " + answer.lines().findFirst().orElse(""));
          }
        }
      }
    }
    assertThat(reached).isEmpty();
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
        path.replace("/api/", "/health/..%2fapi%2f"),
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' OR '1'='1",
        "'; DROP TABLE commitcast.events; --",
        "x') OR pg_sleep(20) IS NULL --",
        "1; SELECT pg_sleep(20)",
        "\\'; DELETE FROM public.users; --",
        "%' OR 1=1 --",
        "{\"a\":1}'::jsonb || '",
        "$1 $$ ${x} #{x} ?",
        "merchant:43' UNION SELECT null --"
      })
  void sqlInAnyParameterIsText(String evil) throws Exception {
    long before = rows();
    AttackedNode.Planted hidden = plant("merchant:42");
    String value = URLEncoder.encode(evil, StandardCharsets.UTF_8).replace("+", "%20");
    List<String> paths = new ArrayList<>();
    for (String name :
        List.of(
            "type",
            "stream",
            "room",
            "category",
            "after",
            "since",
            "until",
            "limit",
            "wait",
            "metadata")) {
      paths.add("/api/events?" + name + "=" + value);
      paths.add("/api/streams/a:1/events?" + name + "=" + value);
    }
    for (String name : List.of("from", "direction", "category", "after", "limit")) {
      paths.add("/api/streams/" + value + "/events?" + name + "=" + value);
      paths.add("/api/streams?" + name + "=" + value);
    }
    for (String segment :
        List.of(
            "events/%s",
            "streams/%s",
            "streams/%s/events",
            "rooms/%s/presence",
            "channels/%s/messages",
            "channels?limit=%s",
            "bookings/%s",
            "bookings?merchant=%s",
            "bookings?merchant=43&from=%s",
            "subscriptions/%s",
            "subscriptions/%s/parked",
            "transfers/%s",
            "transfers/export?format=%s",
            "sync/reviews/%s",
            "explain?stream=%s",
            "explain?type=%s",
            "users?limit=%s",
            "session?x=%s")) {
      paths.add("/api/" + segment.formatted(value));
    }
    for (String name : List.of("since", "limit", "type", "aggregate_id")) {
      paths.add("/sync/pull?" + name + "=" + value);
    }
    long begun = System.nanoTime();
    Map<String, String> reader = mallory();
    for (Map<String, String> who : List.of(reader, operator())) {
      for (String path : paths) {
        HttpResponse<String> answer = get(path, who);
        if (answer.statusCode() == 200 && who == reader) {
          assertThat(answer.body()).as(path).doesNotContain(hidden.id());
        }
      }
    }
    for (String body :
        List.of(
            "{\"type\":\"%1$s\"}",
            "{\"type\":\"t\",\"id\":\"%1$s\"}", "{\"type\":\"t\",\"metadata\":{\"a\":\"%1$s\"}}")) {
      String json = body.formatted(evil.replace("\\", "\\\\").replace("\"", "\\\""));
      send("POST", "/api/streams/" + value + "/events", json, writer());
    }
    assertThat(System.nanoTime() - begun).as("nothing slept").isLessThan(19_000_000_000L);
    assertThat(rows()).isGreaterThanOrEqualTo(before + 1);
  }

  private static long rows() throws Exception {
    return system()
        .number(
            "SELECT (SELECT count(*) FROM commitcast.events) + 1000000 * (SELECT count(*) FROM public.users)");
  }

  @Test
  void lineBreaksInNamesMakeNoFramesAndNoHeaders() throws Exception {
    for (String lineBreak : List.of("\\r\\n", "\\n", "\\r", "\\u000a", "\\u000d")) {
      String evil =
          "a" + lineBreak + "event: revoked" + lineBreak + "data: {}" + lineBreak + lineBreak;
      for (String body :
          List.of(
              "{\"type\":\"%s\"}",
              "{\"type\":\"t\",\"id\":\"%s\"}", "{\"type\":\"t\",\"room\":\"%s\"}")) {
        assertStatus(
            send("POST", "/api/streams/broken:1/events", body.formatted(evil), operator()),
            400,
            422,
            403);
      }
    }
    for (String encoded :
        List.of(
            "%0d%0aX-Evil:%201",
            "%0aX-Evil:%201", "%0dX-Evil:%201", "%E5%98%8A%E5%98%8DX-Evil:%201")) {
      for (String path :
          List.of(
              "/api/events?type=a" + encoded,
              "/api/events?after=" + encoded,
              "/api/events?room=" + encoded,
              "/api/rooms/" + encoded + "/presence",
              "/api/streams/" + encoded,
              "/api/events/" + encoded,
              "/" + encoded)) {
        HttpResponse<String> answer = get(path, operator());
        assertThat(answer.headers().map()).as(path).doesNotContainKey("x-evil");
      }
    }
    for (String header :
        List.of("X-Correlation-ID", "Last-Event-ID", "traceparent", "If-Match", "Origin")) {
      for (String value :
          List.of(
              "a%0d%0aX-Evil: 1",
              "a\rX-Evil: 1", "a\u0085X-Evil: 1", "a\u0000b", "a\r\n X-Evil: 1")) {
        String answer =
            raw(
                "GET /api/events?after=0 HTTP/1.1",
                "Host: " + authority(),
                "Authorization: " + operator().get("Authorization"),
                "Accept: application/json",
                header + ": " + value,
                "Connection: close",
                "",
                "");
        assertThat(answer.split("\r\n\r\n")[0]).as(header).doesNotContain("X-Evil");
      }
    }
  }

  @Test
  void aCursorOfAnotherTimeShowsNothingMore() throws Exception {
    AttackedNode.Planted event = plant("merchant:42");
    long epoch = system().number("SELECT max(epoch) FROM commitcast.log_epochs");
    for (String cursor :
        List.of(
            (epoch + 1) + ".1",
            (epoch + 1_000) + ".0",
            epoch + ".999999999",
            epoch + ".9223372036854775807",
            "0.0",
            "0.1",
            "-1.1",
            epoch + ".-1",
            "1.1.1",
            "١.١")) {
      String value = URLEncoder.encode(cursor, StandardCharsets.UTF_8);
      HttpResponse<String> page = get("/api/events?after=" + value, mallory());
      assertStatus(page, 200, 400, 410);
      assertThat(page.body()).as(cursor).doesNotContain(event.id(), "4711");
    }
  }

  @Test
  void packedAndNestedBodiesAreRefusedBeforeTheyAreLarge() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 300; i++) {
        gzip.write(blanks);
      }
    }
    for (String path :
        List.of("/api/append", "/api/streams/bomb:1/events", "/sync/push", "/api/bookings")) {
      String answer = post(path, "gzip", packed.toByteArray());
      assertThat(answer).as(path).matches("(?s)HTTP/1.1 4\\d\\d .*");
      byte[] deep =
          ("{\"type\":\"t\",\"data\":" + "[".repeat(500_000)).getBytes(StandardCharsets.US_ASCII);
      assertThat(post(path, "identity", deep)).as(path).matches("(?s)HTTP/1.1 4\\d\\d .*");
      byte[] objects = "{\"a\":".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
      assertThat(post(path, "identity", objects)).as(path).matches("(?s)HTTP/1.1 4\\d\\d .*");
    }
    assertStatus(get("/api/session", mallory()), 200);
  }

  private static String post(String path, String coding, byte[] body) throws Exception {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        String.join(
                "\r\n",
                "POST " + path + " HTTP/1.1",
                "Host: " + authority(),
                "Authorization: " + operator().get("Authorization"),
                "Content-Type: application/json",
                "Content-Encoding: " + coding,
                "Content-Length: " + body.length,
                "Connection: close",
                "",
                "")
            .getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    return rawBytes(request.toByteArray());
  }

  @Test
  void aWriterWhoAddsToAStreamOfOthersDoesNotSeeTheirEvents() throws Exception {
    AttackedNode.Planted hidden = plant("merchant:42");
    String own = "{\"type\":\"own\",\"room\":\"merchant:43\"}";
    String events = "/api/streams/" + hidden.stream() + "/events";
    assertStatus(send("POST", events, own, writer()), 201);
    HttpResponse<String> seen = get(events, writer());
    assertThat(seen.body()).contains("own").doesNotContain("4711", hidden.id());
    assertThat(get(events + "?from=9&direction=backwards", writer()).body())
        .doesNotContain("4711", hidden.id());
  }
}
