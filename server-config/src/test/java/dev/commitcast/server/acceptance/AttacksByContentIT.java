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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody tries who may ask and append, by what stands in names, filters and bodies. */
@Timeout(240)
class AttacksByContentIT {
  private static RunningSystem system() {
    return AttackedNode.system();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' OR '1'='1",
        "'; DROP TABLE commitcast.events; --",
        "x') OR pg_sleep(20) IS NULL --",
        "1; select pg_sleep(20)",
        "\\'; DELETE FROM public.users; --",
        "%' OR 1=1 --",
        "{\"a\":1}'::jsonb || '",
        "$1 $$ ${x} #{x} ?",
        "merchant:43' union select null --"
      })
  void sqlInAnyParameterIsText(String evil) throws Exception {
    long before = rows();
    AttackedNode.Planted hidden = plant("merchant:42");
    String value = URLEncoder.encode(evil, StandardCharsets.UTF_8).replace("+", "%20");
    List<String> paths = pathsWith(value);
    Map<String, String> reader = mallory();
    for (Map<String, String> who : List.of(reader, operator())) {
      for (String path : paths) {
        HttpResponse<String> answer = awake("GET", path, "", who);
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
      awake("POST", "/api/streams/" + value + "/events", json, writer());
    }
    assertThat(rows()).isGreaterThanOrEqualTo(before + 1);
  }

  /** The answer to what did not sleep in the database for its twenty seconds. */
  private static HttpResponse<String> awake(
      String method, String path, String body, Map<String, String> who) throws Exception {
    long begun = System.nanoTime();
    HttpResponse<String> answer = send(method, path, body, who);
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("%s %s", method, path)
        .isLessThan(Duration.ofSeconds(19));
    return answer;
  }

  private static List<String> pathsWith(String value) {
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
    return paths;
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
                "GET /api/events?after=0&limit=1 HTTP/1.1",
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
      assertThat(page.body()).as(cursor).doesNotContain(event.id(), AttackedNode.TOLD_TO_NOBODY);
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
}
