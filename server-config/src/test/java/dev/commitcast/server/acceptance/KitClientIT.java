package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** go-sync-kit's protocol on a real node, with requests as its Go client makes them. */
@Timeout(120)
class KitClientIT {
  private static RunningSystem system;
  private static KitClient client;

  @BeforeAll
  static void starts() {
    system =
        RunningSystem.start(
            1,
            Map.of(
                "MP_CONFIG_PROFILE",
                "test",
                "COMMITCAST_SYNC_RESOLUTION_TITLE_SET",
                "first-write-wins",
                "COMMITCAST_SYNC_RESOLUTION_BODY_SET",
                "manual-review"),
            List.of());
    client = new KitClient(system.uri(0, "/"));
  }

  @AfterAll
  static void ends() {
    system.close();
  }

  @Test
  void whatIsPushedCanBePulledAtOnce() throws Exception {
    long before = Long.parseLong(client.latestVersion());

    JsonObject answer =
        client.push(
            KitClient.event("p1", "noted", "pull:1", "{\"text\":\"<ü & 😀>\",\"n\":1.50}", 1),
            KitClient.event("p2", "noted", "pull:2", "null", "{\"user\":\"ada\"}", 2));

    assertThat(answer.getString("status")).isEqualTo("ok");
    assertThat(answer.getInt("accepted")).isEqualTo(2);
    assertThat(answer.getJsonArray("results").getJsonObject(1).getInt("version"))
        .isEqualTo(before + 2);
    assertThat(client.latestVersion()).isEqualTo(Long.toString(before + 2));
    JsonArray events = client.pull(before);
    assertThat(events).hasSize(2);
    assertThat(events.getJsonObject(0).toString())
        .isEqualTo(
            KitClient.event(
                "p1",
                "noted",
                "pull:1",
                "{\"n\":1.50,\"text\":\"<ü & 😀>\"}",
                correlation(events.getJsonObject(0)),
                before + 1));
    assertThat(events.getJsonObject(1).getJsonObject("event").get("data"))
        .isEqualTo(JsonValue.NULL);
    assertThat(
            events
                .getJsonObject(1)
                .getJsonObject("event")
                .getJsonObject("metadata")
                .getString("user"))
        .isEqualTo("ada");
    assertThat(client.pull(before + 2)).isEmpty();
    assertThat(client.pull(before + 1_000)).as("a client that is ahead").isEmpty();
  }

  private static String correlation(JsonObject event) {
    return event.getJsonObject("event").getJsonObject("metadata").toString();
  }

  @Test
  void eachEventIsAnsweredForItself() throws Exception {
    client.push(KitClient.event("e1", "noted", "each:1", "{}", 1));

    JsonObject answer =
        client.push(
            KitClient.event("e1", "noted", "each:1", "{}", 1),
            KitClient.event("e1", "noted", "each:1", "{\"other\":1}", 1),
            KitClient.event("e2", "drain", "each:1", "{}", 2),
            KitClient.event("", "noted", "each:1", "{}", 3),
            "{\"event\":{\"id\":\"e3\"},\"version\":\"x\"}",
            KitClient.event("e4", "noted", "each:1", "{}", 5));

    assertThat(answer.getString("status")).isEqualTo("partial");
    assertThat(answer.getJsonArray("results"))
        .extracting(result -> result.asJsonObject().getString("status"))
        .containsExactly("duplicate", "conflict", "invalid", "invalid", "invalid", "accepted");
    assertThat(answer.getJsonArray("results").getJsonObject(2).getString("reason"))
        .contains("reserved for control events");
  }

  @Test
  void aLargePushAndItsPullTravelPacked() throws Exception {
    long before = Long.parseLong(client.latestVersion());
    String[] events =
        IntStream.rangeClosed(1, 1_500)
            .mapToObj(
                i ->
                    KitClient.event(
                        "large-" + i,
                        "noted",
                        "large:" + i % 7,
                        "{\"text\":\"" + "x".repeat(600) + "\"}",
                        i))
            .toArray(String[]::new);

    assertThat(client.push(events).getInt("accepted")).isEqualTo(1_500);
    assertThat(client.pull(before)).hasSize(1_500);
    HttpResponse<byte[]> packed =
        client.send(
            HttpRequest.newBuilder(system.uri(0, "/sync/pull?since=" + before))
                .header("Accept-Encoding", "gzip, deflate"));
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.body().length).isLessThan(200_000);
    HttpResponse<byte[]> plain =
        client.send(HttpRequest.newBuilder(system.uri(0, "/sync/pull?since=" + before)));
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(KitClient.text(plain)).isEqualTo(KitClient.text(packed));
  }

  @Test
  void cursorsGoThroughTheLogInPages() throws Exception {
    long before = Long.parseLong(client.latestVersion());
    client.push(
        IntStream.rangeClosed(1, 450)
            .mapToObj(i -> KitClient.event("c" + i, "noted", "cursor:1", "{}", i))
            .toArray(String[]::new));

    JsonObject first = client.pullWithCursor(cursor(before), 0);
    assertThat(first.getJsonArray("events")).hasSize(200);
    assertThat(first.getJsonObject("next").toString()).isEqualTo(cursor(before + 200));
    JsonObject second = client.pullWithCursor(first.getJsonObject("next").toString(), 249);
    assertThat(second.getJsonArray("events")).hasSize(249);
    JsonObject last = client.pullWithCursor(second.getJsonObject("next").toString(), 1_000);
    assertThat(last.getJsonArray("events")).hasSize(1);
    JsonObject end = client.pullWithCursor(last.getJsonObject("next").toString(), 5_000);
    assertThat(end.getJsonArray("events")).isEmpty();
    assertThat(end).as("no cursor where nothing came").doesNotContainKey("next");
    assertThat(client.pullWithCursor(null, 1).getJsonArray("events")).hasSize(1);
  }

  @Test
  void largeResultsComeInPartsThatTheClientTakes() throws Exception {
    long before = Long.parseLong(client.latestVersion());
    String data = "\"" + "z".repeat(1 << 20) + "\"";
    for (int i = 1; i <= 10; i++) {
      client.push(KitClient.event("mib" + i, "noted", "mib:1", data, i));
    }

    int pulled = 0;
    int answers = 0;
    for (JsonArray part = client.pull(before); !part.isEmpty(); answers++) {
      pulled += part.size();
      part = client.pull(Long.parseLong(part.getJsonObject(part.size() - 1).getString("version")));
    }
    assertThat(pulled).isEqualTo(10);
    assertThat(answers).isEqualTo(2);
  }

  @Test
  void theStreamIsLiveAndResumesByCursor() throws Exception {
    long before = Long.parseLong(client.latestVersion());
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored =
        EventStreamClient.open(client.stream(cursor(before)), null, frames::add)) {
      client.push(
          KitClient.event("s1", "noted", "sse:1", "{\"a\":1}", 1),
          KitClient.event("s2", "noted", "sse:1", "{}", 2));
      await().atMost(Duration.ofSeconds(20)).until(() -> ids(frames).size() == 2);
    }
    assertThat(ids(frames)).containsExactly("s1", "s2");
    JsonObject first = batches(frames).get(0);
    assertThat(first.getJsonArray("events").getJsonObject(0).getString("version"))
        .isEqualTo(Long.toString(before + 1));
    client.push(KitClient.event("s3", "noted", "sse:1", "{}", 3));

    String next = batches(frames).get(batches(frames).size() - 1).get("next_cursor").toString();
    assertThat(next).isEqualTo(cursor(before + 2));
    List<Frame> resumed = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored =
        EventStreamClient.open(client.stream(next), null, resumed::add)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> ids(resumed).size() == 1);
      assertThat(ids(resumed)).containsExactly("s3");
    }
    List<Frame> all = new CopyOnWriteArrayList<>();
    long head = Long.parseLong(client.latestVersion());
    try (EventStreamClient ignored = EventStreamClient.open(client.stream(null), null, all::add)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> ids(all).size() >= head);
      assertThat(ids(all)).endsWith("s1", "s2", "s3");
      assertThat(batches(all))
          .allMatch(batch -> batch.getJsonArray("events").size() <= 100, "batches of at most 100");
    }
  }

  private static List<JsonObject> batches(List<Frame> frames) {
    return frames.stream()
        .filter(frame -> frame.data() != null)
        .map(frame -> KitClient.object(frame.data()))
        .toList();
  }

  private static List<String> ids(List<Frame> frames) {
    return batches(frames).stream()
        .flatMap(batch -> batch.getJsonArray("events").stream())
        .map(event -> event.asJsonObject().getJsonObject("event").getString("id"))
        .toList();
  }

  @Test
  void conflictsAreResolvedAsTheTypeSays() throws Exception {
    client.push(KitClient.event("w1", "title_set", "doc:1", "{\"title\":\"a\"}", 1));
    client.push(KitClient.event("w2", "body_set", "doc:2", "{\"body\":\"a\"}", 1));

    JsonObject first =
        client
            .push(KitClient.event("w3", "title_set", "doc:1", "{}", "{\"base_version\":0}", 7))
            .getJsonArray("results")
            .getJsonObject(0);
    assertThat(first.getString("status")).isEqualTo("conflict");
    assertThat(first.getJsonObject("conflict").getString("resolution"))
        .isEqualTo("first-write-wins");
    assertThat(first.getJsonObject("conflict").getJsonObject("with").getString("id"))
        .isEqualTo("w1");

    int review =
        client
            .push(KitClient.event("w4", "body_set", "doc:2", "{}", "{\"base_version\":0}", 8))
            .getJsonArray("results")
            .getJsonObject(0)
            .getJsonObject("conflict")
            .getInt("review");
    JsonObject listed = Http.json(Http.get(system.uri(0, "/api/sync/reviews")));
    assertThat(listed.getJsonArray("reviews").getJsonObject(0).getInt("id")).isEqualTo(review);
    HttpResponse<String> decided =
        Http.send(
            "POST",
            system.uri(0, "/api/sync/reviews/" + review + "/decision"),
            "{\"decision\":\"append\",\"by\":\"ada\",\"note\":\"fine\"}");
    assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
    assertThat(Http.json(decided).getString("decision")).isEqualTo("append");
    assertThat(
            system.number(
                "SELECT count(*) FROM commitcast.stream_events WHERE id = 'w4'"
                    + " AND metadata ->> 'actor' = 'ada'"))
        .isEqualTo(1);
    assertThat(
            Http.send(
                    "POST",
                    system.uri(0, "/api/sync/reviews/" + review + "/decision"),
                    "{\"decision\":\"discard\"}")
                .statusCode())
        .isEqualTo(409);
  }

  @Test
  void whatIsTooLargeIsRefusedPackedOrNot() throws Exception {
    String elevenMib = "[\"" + "x".repeat(11 << 20) + "\"]";
    HttpResponse<byte[]> plain = client.post("/sync/push", elevenMib);
    assertThat(plain.statusCode()).isEqualTo(413);
    assertThat(KitClient.object(KitClient.text(plain)).getString("error"))
        .contains("at most 10485760 bytes");

    HttpResponse<byte[]> unpacked = client.sendPush("[\"" + "x".repeat(21 << 20) + "\"]");
    assertThat(unpacked.statusCode()).isEqualTo(413);
    assertThat(KitClient.text(unpacked)).contains("at most 20971520 bytes");
  }

  @Test
  void aFewBytesThatUnpackToHundredsOfMegabytesAreRefusedAtTheLimit() throws Exception {
    byte[] bomb = KitClient.bomb(300);
    assertThat(bomb.length).isLessThan(1 << 20);

    long began = System.nanoTime();
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(system.uri(0, "/sync/push"))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bomb)));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void whatCannotBeReadIsAClearError() throws Exception {
    assertThat(client.post("/sync/push", "[{]").statusCode()).isEqualTo(400);
    assertThat(client.post("/sync/push", "{}").statusCode()).isEqualTo(400);
    assertThat(client.post("/sync/push", "").statusCode()).isEqualTo(400);
    assertThat(
            client
                .post("/sync/pull-cursor", "{\"since\":{\"kind\":\"vector\",\"data\":{}}}")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(system.uri(0, "/sync/push"))
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofString("[]")))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(system.uri(0, "/sync/push"))
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("[]")))
                .statusCode())
        .isEqualTo(415);
    HttpResponse<String> wrongMethod = Http.get(system.uri(0, "/sync/push"));
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST");
    assertThat(Http.get(system.uri(0, "/sync/pull?since=abc")).statusCode()).isEqualTo(400);
    assertThat(Http.get(system.uri(0, "/sync/nothing")).statusCode()).isEqualTo(404);
    assertThat(Http.get(system.uri(0, "/sse?cursor=%7B")).statusCode()).isEqualTo(400);
    assertThat(client.push().getInt("accepted")).as("an empty push").isZero();
  }

  private static String cursor(long version) {
    return "{\"kind\":\"integer\",\"data\":" + version + "}";
  }
}
