package dev.commitcast.server.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.ExpectedVersion;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only HTTP has: statuses, headers, pages, and the places that complaints name. */
@Timeout(180)
abstract class HttpAnswers {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  abstract HttpWay http();

  private static String fresh(String what) {
    return what + ":h" + NUMBER.incrementAndGet();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(http().api() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    boolean typed = List.of(headers).contains("Content-Type");
    if (body != null && !typed) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HttpWay.send(request.build());
  }

  private HttpResponse<String> append(String stream, String body, String... headers) {
    return send("POST", HttpWay.path(stream, "/events"), body, headers);
  }

  private static JsonObject json(HttpResponse<String> response) {
    return HttpWay.json(response.body());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String field) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(response).getString("field", null)).as(response.body()).isEqualTo(field);
    assertThat(json(response).getString("detail")).isNotBlank();
  }

  @Test
  void anAppendIsCreatedWithTheVersionAndThePlace() {
    String stream = fresh("created") + "/é";
    HttpResponse<String> created = append(stream, "{\"type\":\"a\",\"data\":1.50}");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(json(created).getInt("version")).isEqualTo(1);
    assertThat(json(created).getString("stream")).isEqualTo(stream);
    URI place = URI.create(created.headers().firstValue("Location").orElseThrow());
    HttpResponse<String> read =
        HttpWay.send(HttpRequest.newBuilder(place).header("Accept", "application/json").build());
    assertThat(read.body()).contains("\"type\":\"a\",\"data\":1.50");
    String id = json(created).getJsonArray("events").getJsonObject(0).getString("id");
    assertThat(send("GET", "events/" + id, null).body()).contains("\"data\":1.50");
    assertThat(send("GET", "events/nothing", null).statusCode()).isEqualTo(404);

    HttpResponse<String> nothing = append(stream, "[]");
    assertThat(nothing.statusCode()).isEqualTo(200);
    assertThat(nothing.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(json(nothing).getJsonArray("events")).isEmpty();
  }

  @Test
  void aRequestWithAKeyIsDoneOnce() {
    String stream = fresh("key");
    String key = "order " + stream;
    assertProblem(append(stream, "[]", "Idempotency-Key", key), 400, "Idempotency-Key");
    String body = "[{\"type\":\"a\"},{\"type\":\"b\",\"id\":\"" + stream + "-own\"}]";
    String[] headers = {"Idempotency-Key", stream, "If-None-Match", "*"};
    HttpResponse<String> first = append(stream, body, headers);
    HttpResponse<String> second = append(stream, body, headers);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body().replace(",\"repeated\":true", "")).isEqualTo(first.body());
    assertThat(second.headers().firstValue("ETag")).hasValue("\"2\"");
    assertProblem(append(stream, "[{\"type\":\"c\"}]", headers), 409, "id");
    assertThat(append(fresh("key"), body.replace("own", "other"), headers).statusCode())
        .as("the same key for another stream")
        .isEqualTo(201);
  }

  @Test
  void whatIsExpectedIsOneVersionOrAStar() {
    String stream = fresh("headers");
    String body = "{\"type\":\"a\"}";
    for (String bad :
        List.of("7", "W/\"7\"", "\"x\"", "\"1\", \"2\"", "\"99999999999999999999\"")) {
      assertProblem(append(stream, body, "If-Match", bad), 400, "If-Match");
    }
    assertProblem(append(stream, body, "If-None-Match", "\"7\""), 400, "If-None-Match");
    assertProblem(
        append(stream, body, "If-Match", "*", "If-None-Match", "*"), 400, "If-None-Match");
    HttpResponse<String> wrong = append(stream, body, "If-Match", "\"7\"");
    assertProblem(wrong, 412, null);
    assertThat(json(wrong).getInt("currentVersion")).isZero();
    assertThat(json(wrong).getString("stream")).isEqualTo(stream);
    assertThat(append(stream, body, "If-Match", "\"0\"").statusCode()).isEqualTo(201);
  }

  @Test
  void complaintsNameThePlace() {
    String stream = fresh("places");
    assertProblem(append(stream, "[{\"type\":\"a\"},{\"typ\":\"a\"}]"), 422, "[1].typ");
    assertProblem(append(stream, "[{\"type\":\"a\"},7]"), 422, "[1]");
    assertProblem(append(stream, "[{\"type\":\"a\"},{}]"), 422, "[1].type");
    assertProblem(append(stream, "{\"type\":7}"), 422, "type");
    assertProblem(append(stream, "{\"type\":\"a\",\"type\":\"b\"}"), 422, "type");
    assertProblem(append(stream, "{\"type\":\"drain\"}"), 422, "type");
    assertProblem(append(stream, "[{\"type\":\"a\",\"data\":[\"\\u0000\"]}]"), 422, "[0].data");
    assertProblem(append(stream, "[{\"type\":\"a\",\"metadata\":[]}]"), 422, "[0].metadata");
    assertProblem(append(stream, "\"a\""), 422, "body");
    assertProblem(append(stream, "[{\"type\":\"a\"}"), 400, null);
    assertProblem(append(stream, ""), 400, null);
    assertProblem(append(stream, "{}", "Content-Type", "text/plain"), 415, null);
    String all = "[{\"stream\":\"%s\",\"expected\":%s,\"events\":[{\"type\":\"a\"%s}]}]";
    assertProblem(send("POST", "append", all.formatted("a\\nb", "1", "")), 422, "[0].stream");
    assertProblem(send("POST", "append", all.formatted(stream, "-1", "")), 422, "[0].expected");
    assertProblem(send("POST", "append", all.formatted(stream, "\"x\"", "")), 422, "[0].expected");
    assertProblem(
        send("POST", "append", all.formatted(stream, "1", ",\"room\":\"\"")),
        422,
        "[0].events[0].room");
    assertProblem(send("POST", "append", "[{\"stream\":\"a\"}]"), 422, "[0].events");
    assertThat(http().stream(stream)).isEmpty();
  }

  @Test
  void aBodyAboveItsLimitIsRefusedAndOtherResourcesKeepTheirs() {
    String stream = fresh("limit");
    assertThat(append(stream, " ".repeat(3 << 20) + "[]").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = append(stream, " ".repeat(33 << 20) + "[]");
    assertProblem(refused, 413, null);
    assertThat(json(refused).getInt("limit")).isEqualTo(32 << 20);
    assertProblem(send("POST", "bookings", " ".repeat(3 << 20) + "{}"), 413, null);
  }

  @Test
  void theRequestsCorrelationIdIsTheEventsUnlessItSaysItsOwn() {
    String stream = fresh("correlated");
    String body =
        "[{\"type\":\"a\",\"metadata\":{}},{\"type\":\"b\",\"metadata\":{\"correlationId\":\"own\"}}]";
    append(stream, body, "X-Correlation-ID", "request-7");
    assertThat(http().read(stream))
        .extracting(Seen::metadata)
        .containsExactly(
            "{\"actor\":\"anonymous\",\"correlationId\":\"request-7\"}",
            "{\"actor\":\"anonymous\",\"correlationId\":\"own\"}");
  }

  @Test
  void aStreamIsPagedBothWaysByNext() {
    String stream = fresh("paged");
    append(stream, "[{\"type\":\"a\"},{\"type\":\"b\"},{\"type\":\"c\"}]");
    String path = HttpWay.path(stream, "/events") + "?limit=2";
    JsonObject first = json(send("GET", path, null));
    assertThat(first.getInt("next")).isEqualTo(3);
    assertThat(types(json(send("GET", path + "&from=3", null)))).containsExactly("c");
    assertThat(json(send("GET", path + "&from=4", null))).doesNotContainKey("next");
    JsonObject last = json(send("GET", path + "&direction=backwards", null));
    assertThat(types(last)).containsExactly("c", "b");
    assertThat(last.getInt("next")).isEqualTo(1);
    assertThat(json(send("GET", path + "&direction=backwards&from=1", null)))
        .doesNotContainKey("next");
  }

  private static List<String> types(JsonObject page) {
    return page.getJsonArray("events").getValuesAs(JsonObject.class).stream()
        .map(event -> event.getString("type"))
        .toList();
  }

  @Test
  void streamsAreListedInPages() {
    String category = fresh("listed").replace(':', '-');
    for (int i = 0; i < 3; i++) {
      append(category + ":" + i, "{\"type\":\"a\"}");
    }
    List<String> found = new ArrayList<>();
    String after = "";
    do {
      JsonObject page = json(send("GET", "streams?limit=2&category=" + category + after, null));
      page.getJsonArray("streams").getValuesAs(JsonObject.class).stream()
          .map(each -> each.getString("stream"))
          .forEach(found::add);
      JsonString next = page.getJsonString("next");
      after = next == null ? null : "&after=" + HttpWay.encode(next.getString());
    } while (after != null);
    assertThat(found).containsExactly(category + ":0", category + ":1", category + ":2");
    assertProblem(send("GET", "streams?limit=0", null), 400, "limit");
  }

  @Test
  void aStreamIsPatchedByMerging() {
    String stream = fresh("patched");
    append(stream, "{\"type\":\"a\"}");
    String path = HttpWay.path(stream, "");
    send("PATCH", path, "{\"metadata\":{\"a\":1.50,\"b\":{\"c\":2}},\"truncateBefore\":9}");
    HttpResponse<String> patched =
        send(
            "PATCH",
            path,
            "{\"metadata\":{\"a\":null,\"b\":{\"d\":3}},\"truncateBefore\":null}",
            "Content-Type",
            "application/merge-patch+json");
    assertThat(patched.statusCode()).isEqualTo(200);
    assertThat(patched.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(json(patched).getJsonObject("metadata"))
        .isEqualTo(HttpWay.json("{\"b\":{\"c\":2,\"d\":3}}"));
    assertThat(json(patched)).doesNotContainKey("truncateBefore");
    assertProblem(send("PATCH", path, "{\"deleted\":true}"), 422, "deleted");
    assertProblem(send("PATCH", path, "{\"truncateBefore\":0}"), 422, "truncateBefore");
    assertProblem(send("PATCH", path, "{\"owner\":1}"), 422, "owner");
    // all or nothing: the metadata are too large for the rest to be done
    String large = "{\"truncateBefore\":5,\"metadata\":{\"x\":\"" + "x".repeat(70_000) + "\"}}";
    assertThat(send("PATCH", path, large).statusCode()).isIn(413, 422);
    assertThat(http().stream(stream).orElseThrow().truncateBefore()).isEqualTo(1);
  }

  @Test
  void aDeletedStreamIsGoneAsAStreamAndStaysInTheLog() {
    String stream = fresh("gone");
    append(stream, "{\"type\":\"a\"}");
    assertThat(send("DELETE", HttpWay.path(stream, ""), null, "If-Match", "\"1\"").statusCode())
        .isEqualTo(204);
    assertProblem(send("GET", HttpWay.path(stream, "/events"), null), 410, null);
    assertProblem(append(stream, "{\"type\":\"b\"}"), 410, null);
    assertThat(json(send("GET", HttpWay.path(stream, ""), null))).containsKey("deletedAt");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                types(json(send("GET", HttpWay.path(stream, "/events") + "?after=0", null)))
                    .equals(List.of("a")));
  }

  @Test
  void theLogIsReadByTime() {
    String stream = fresh("timed");
    append(stream, "{\"type\":\"a\"}");
    append(stream, "{\"type\":\"b\"}");
    await().atMost(Duration.ofSeconds(30)).until(() -> byTime(stream, "").size() == 2);
    Instant second =
        Instant.parse(
            json(send("GET", HttpWay.path(stream, "/events") + "?from=2", null))
                .getJsonArray("events")
                .getJsonObject(0)
                .getString("at"));
    assertThat(byTime(stream, "&since=" + second)).containsExactly("b");
    assertThat(byTime(stream, "&until=" + second)).containsExactly("a");
    assertThat(byTime(stream, "&since=2999-01-01T00:00:00Z")).isEmpty();
    JsonObject before = json(send("GET", "events?until=2000-01-01T00:00:00Z", null));
    assertThat(before.getJsonArray("events")).isEmpty();
    assertThat(before.getString("next")).isEqualTo(before.getString("head"));
    assertProblem(send("GET", "events?since=yesterday", null), 400, "since");
    HttpResponse<String> live =
        HttpWay.send(
            HttpRequest.newBuilder(http().api().resolve("events?until=2000-01-01T00:00:00Z"))
                .header("Accept", "text/event-stream")
                .timeout(Duration.ofSeconds(60))
                .build());
    assertProblem(live, 400, "until");
  }

  private List<String> byTime(String stream, String span) {
    List<String> found = new ArrayList<>();
    String after = "0";
    JsonObject page;
    do {
      page =
          json(
              send(
                  "GET",
                  "events?stream=" + HttpWay.encode(stream) + span + "&limit=1&after=" + after,
                  null));
      found.addAll(types(page));
      after = page.getString("next");
    } while (!after.equals(page.getString("head")));
    return found;
  }

  @Test
  void whatNoPathCanCarryIsRefusedAndGoesIntoAParameter() {
    HttpResponse<String> tab = send("POST", "streams/a%09b/events", "{\"type\":\"a\"}");
    assertThat(tab.statusCode()).isEqualTo(400);
    String stream = fresh("tab") + "\t\u0001";
    HttpResponse<String> elsewhere =
        send("POST", "streams/-/events?stream=" + HttpWay.encode(stream), "{\"type\":\"a\"}");
    assertThat(json(elsewhere).getString("stream")).isEqualTo(stream);
    assertProblem(send("POST", "streams/a/events?stream=b", "{\"type\":\"a\"}"), 400, "stream");
    assertThat(append("-", "{\"type\":\"a\"}").statusCode()).isEqualTo(201);
    assertThat(http().append("a;b", ExpectedVersion.any(), List.of()).stream()).isEqualTo("a;b");
    assertThat(send("GET", "streams/a;b/events", null).statusCode()).isEqualTo(200);
    for (String outside :
        List.of(
            "/WEB-INF%2fweb.xml", "/assets%2f..%2fWEB-INF%2fweb.xml", "/..%5c..%5cserver.xml")) {
      HttpResponse<String> answer =
          HttpWay.send(HttpRequest.newBuilder(http().api().resolve(outside)).build());
      assertThat(answer.statusCode()).as(outside).isGreaterThanOrEqualTo(400);
    }
  }
}
