package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Persistent subscriptions as programs in other languages use them: two nodes, plain HTTP. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
class SubscriptionsOverHttpIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int SECONDS =
      Integer.getInteger("commitcast.test.http-consumers.seconds", 8);

  private static RunningSystem system;

  @BeforeAll
  static void start() {
    system =
        RunningSystem.start(
            2,
            Map.of(
                "COMMITCAST_SUBSCRIPTIONS_LEASE", "6s",
                "COMMITCAST_SUBSCRIPTIONS_RETRY_DELAY", "50ms"),
            List.of("-Xmx256m"));
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static URI api(int node, String path) {
    return system.uri(node, "api/subscriptions" + path);
  }

  private static void append(String stream, int times) throws SQLException {
    system.execute(
        "SELECT commitcast.append('%s', 'happened', '{}') FROM generate_series(1, %d)"
            .formatted(stream, times));
  }

  private static void create(String name, String more) throws Exception {
    HttpResponse<String> created =
        Http.send(
            "POST",
            api(0, ""),
            "{\"name\":\"%s\",\"filter\":{\"categories\":[\"%s\"]}%s}".formatted(name, name, more));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
  }

  private static JsonObject info(String name) {
    try {
      return Http.json(Http.get(api(1, "/" + name)));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<JsonObject> parked(String name) {
    try {
      return Http.json(Http.get(api(1, "/" + name + "/parked")))
          .getJsonArray("parked")
          .getValuesAs(JsonObject.class);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(1)
  void isCreatedOnceListedInspectedAndDeleted() throws Exception {
    String definition =
        "{\"name\":\"made\",\"partitions\":4,\"from\":\"now\",\"filter\":{\"types\":[\"b\",\"a\"]},"
            + "\"settings\":{\"maxAttempts\":3,\"retryDelay\":0.5}}";

    assertThat(Http.send("POST", api(0, ""), definition).statusCode()).isEqualTo(201);
    assertThat(Http.send("POST", api(1, ""), definition).statusCode()).isEqualTo(200);
    assertThat(
            Http.send(
                    "POST", api(1, ""), definition.replace("\"partitions\":4", "\"partitions\":5"))
                .statusCode())
        .isEqualTo(409);
    assertThat(Http.get(api(1, "")).body()).contains("\"name\":\"made\"");
    JsonObject info = info("made");
    assertThat(info.getString("status")).isEqualTo("running");
    assertThat(info.getJsonArray("partitionStates")).hasSize(4);
    assertThat(info.getJsonObject("filter")).hasToString("{\"types\":[\"a\",\"b\"]}");
    assertThat(info.getInt("lagEvents")).isZero();
    assertThat(Http.send("DELETE", api(0, "/made"), "").statusCode()).isEqualTo(204);
    assertThat(Http.get(api(1, "/made")).statusCode()).isEqualTo(404);
    assertThat(Http.get(api(1, "/made/events"), "text/event-stream").statusCode()).isEqualTo(404);
    assertThat(Http.get(api(1, "/m%61de/events"), "text/event-stream").statusCode()).isEqualTo(404);
  }

  @Test
  @Order(1)
  void whatIsWrongIsToldInASentence() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of(
                "{\"name\":\"a b\"}", "name",
                "{\"name\":\"a\",\"partitions\":257}", "partitions",
                "{\"name\":\"a\",\"from\":\"soon\"}", "from",
                "{\"name\":\"a\",\"from\":\"1.999999999\"}", "from",
                "{\"name\":\"a\",\"filter\":{\"types\":\"x\"}}", "types",
                "{\"name\":\"a\",\"filter\":{\"colour\":[]}}", "colour",
                "{\"name\":\"a\",\"settings\":{\"maxAttempts\":0}}", "maxAttempts")
            .entrySet()) {
      HttpResponse<String> refused = Http.send("POST", api(0, ""), each.getKey());
      assertThat(refused.statusCode()).as(each.getKey() + refused.body()).isEqualTo(422);
      assertThat(Http.json(refused).getString("field")).isEqualTo(each.getValue());
    }
    create("told", "");
    assertThat(Http.get(api(0, "/told/events")).statusCode()).isEqualTo(406);
    assertThat(Http.get(api(0, "/told/events?window=0"), "text/event-stream").statusCode())
        .isEqualTo(400);
    assertThat(Http.send("POST", api(0, "/told/ack"), "{\"delivery\":\"x\"}").statusCode())
        .isEqualTo(422);
    assertThat(Http.send("POST", api(0, "/told/ack"), "{\"delivery\":\"0.7.1.1\"}").statusCode())
        .isEqualTo(409);
  }

  @Test
  @Order(2)
  void deliversAWindowAndTakesAnswersOnAnyNode() throws Exception {
    create("win", "");
    append("win:1", 5);
    try (DeliveryClient client = DeliveryClient.open(api(0, "/win/events?window=2"))) {
      await().atMost(DEADLINE).until(() -> client.deliveries().size() == 2);
      assertThat(client.controls()).containsExactly("resume");
      assertThat(client.deliveries().get(0).getInt("attempt")).isEqualTo(1);

      // the node that streams learns of it from the database
      assertThat(DeliveryClient.ack(api(1, "/win"), client.deliveries().get(1)).statusCode())
          .isEqualTo(204);
      await().atMost(DEADLINE).until(() -> client.deliveries().size() == 4);
      assertThat(DeliveryClient.ack(api(0, "/win"), client.deliveries().get(3)).statusCode())
          .isEqualTo(204);
      await().atMost(DEADLINE).until(() -> client.deliveries().size() == 5);
      assertThat(client.versions()).isSorted().doesNotHaveDuplicates();
      assertThat(info("win").getInt("lagEvents")).isEqualTo(1);
    }
    await()
        .atMost(DEADLINE)
        .until(
            () ->
                !info("win").getJsonArray("partitionStates").getJsonObject(0).getBoolean("leased"));
  }

  @Test
  @Order(2)
  void negativeAnswersRetryParkSkipAndStop() throws Exception {
    create("neg", ",\"settings\":{\"maxAttempts\":3,\"retryDelay\":0.05}");
    append("neg:1", 4);
    URI here = api(0, "/neg");
    URI there = api(1, "/neg");
    try (DeliveryClient client = DeliveryClient.open(api(0, "/neg/events?window=1"))) {
      List<JsonObject> got = client.deliveries();
      await().atMost(DEADLINE).until(() -> got.size() == 1);
      assertThat(DeliveryClient.nack(there, got.get(0), "retry", "not yet").statusCode())
          .isEqualTo(204);
      // an answer to the delivery that was sent back would pass the event over
      assertThat(DeliveryClient.ack(here, got.get(0)).statusCode()).isEqualTo(409);
      await().atMost(DEADLINE).until(() -> got.size() == 2);
      assertThat(got.get(1).getInt("attempt")).isEqualTo(2);
      assertThat(DeliveryClient.version(got.get(1))).isEqualTo(DeliveryClient.version(got.get(0)));
      DeliveryClient.ack(here, got.get(1));
      await().atMost(DEADLINE).until(() -> got.size() == 3);
      DeliveryClient.nack(here, got.get(2), "park", "no such customer");
      await().atMost(DEADLINE).until(() -> got.size() == 4);
      DeliveryClient.nack(there, got.get(3), "skip", "not ours");
      await().atMost(DEADLINE).until(() -> got.size() == 5);
      assertThat(parked("neg"))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getString("error")).isEqualTo("no such customer");
                assertThat(event.getString("stream")).isEqualTo("neg:1");
              });

      assertThat(Http.send("POST", URI.create(there + "/replay-parked"), "").body())
          .contains("\"replaying\":1");
      await().atMost(DEADLINE).until(() -> got.size() == 6);
      assertThat(got.get(5).getString("delivery")).endsWith(".p");
      assertThat(DeliveryClient.ack(here, got.get(5)).statusCode()).isEqualTo(204);
      assertThat(parked("neg")).isEmpty();

      DeliveryClient.nack(there, got.get(4), "stop", "the printer burns");
      await().atMost(DEADLINE).until(() -> info("neg").getString("status").equals("stopped"));
      assertThat(info("neg").getString("stopReason")).isEqualTo("the printer burns");
      assertThat(Http.send("POST", URI.create(here + "/resume"), "").statusCode()).isEqualTo(204);
      await().atMost(DEADLINE).until(() -> got.size() == 7);
      assertThat(DeliveryClient.version(got.get(6))).isEqualTo(DeliveryClient.version(got.get(4)));
      assertThat(DeliveryClient.ack(here, got.get(6)).statusCode()).isEqualTo(204);

      Http.send("POST", URI.create(here + "/pause"), "");
      append("neg:1", 1);
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> assertThat(info("neg").getInt("lagEvents")).as("%s", info("neg")).isEqualTo(1));
      assertThat(info("neg").getString("status")).isEqualTo("paused");
      assertThat(Http.send("POST", URI.create(there + "/rewind"), "{\"to\":\"now\"}").statusCode())
          .isEqualTo(204);
      Http.send("POST", URI.create(there + "/resume"), "");
      append("neg:1", 1);
      await().atMost(DEADLINE).until(() -> got.size() == 8);
      // not the head of the log, which a canary may have moved
      assertThat(DeliveryClient.version(got.get(7)))
          .isEqualTo(
              system.number(
                  "SELECT max(version) FROM commitcast.events WHERE aggregate_id = 'neg:1'"));
    }
  }

  @Test
  @Order(2)
  void aConnectionEndsWithItsSubscription() throws Exception {
    create("short", "");
    try (DeliveryClient client = DeliveryClient.open(api(0, "/short/events"))) {
      await().atMost(DEADLINE).until(() -> client.controls().contains("resume"));
      Http.send("DELETE", api(1, "/short"), "");
      await().atMost(DEADLINE).until(client::hasEnded);
      assertThat(client.controls()).endsWith("drain");
    }
  }

  @Test
  @Order(3)
  void consumersOnTwoNodesMissNothingWhileTheyAreCutOffAndANodeIsKilled() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("SubscriptionsOverHttpIT seed " + seed);
    Random random = new Random(seed);
    create("http", ",\"partitions\":8");
    HandledEvents handled = new HandledEvents();
    AtomicInteger nodes = new AtomicInteger(2);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    List<DeliveryClient> clients = new ArrayList<>();
    int cut = 0;
    try {
      for (int i = 0; i < 4; i++) {
        clients.add(consumer(handled, nodes, i % 2));
      }
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      Future<Integer> writing = writer.submit(() -> write(new Random(seed + 1), until));
      while (System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(800 + random.nextInt(800));
        clients.remove(random.nextInt(clients.size())).close();
        cut++;
        if (cut == 3) {
          nodes.set(1);
          system.node(1).kill();
          clients.forEach(DeliveryClient::close);
          clients.clear();
        }
        while (clients.size() < 4) {
          clients.add(consumer(handled, nodes, cut % nodes.get()));
        }
      }
      int written = writing.get();
      Set<Long> expected = new HashSet<>();
      await()
          .atMost(DEADLINE)
          .until(() -> system.number("SELECT count(*) FROM commitcast.pending_events") == 0);
      try (Connection connection = system.connect();
          var rows =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT version FROM commitcast.events WHERE aggregate_id LIKE 'http:%'")) {
        while (rows.next()) {
          expected.add(rows.getLong(1));
        }
      }
      assertThat(expected).hasSize(written);
      await().atMost(DEADLINE).until(() -> handled.versions().size() >= written);
      assertThat(handled.versions()).isEqualTo(expected);
      assertThat(handled.outOfOrder()).isEmpty();
      System.out.printf(
          "%d s: %d events, %d deliveries, %d connections cut, one node killed%n",
          SECONDS, written, handled.calls(), cut);
    } finally {
      writer.shutdownNow();
      clients.forEach(DeliveryClient::close);
    }
  }

  private static DeliveryClient consumer(HandledEvents handled, AtomicInteger nodes, int node)
      throws IOException {
    return DeliveryClient.open(
        api(node, "/http/events?window=5"),
        delivery -> {
          handled.take(delivery.getJsonObject("event"));
          int answerTo = (int) (DeliveryClient.version(delivery) % nodes.get());
          try {
            int status = DeliveryClient.ack(api(answerTo, "/http"), delivery).statusCode();
            assertThat(status).isIn(204, 409);
          } catch (IOException expected) {
            // that node is dead; whoever holds the partition next gets the event again
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static int write(Random random, long until) throws SQLException, InterruptedException {
    int written = 0;
    try (Connection connection = system.connect();
        PreparedStatement append =
            connection.prepareStatement("SELECT commitcast.append(?, 'happened', '{}')")) {
      while (System.nanoTime() < until) {
        append.setString(1, "http:" + random.nextInt(50));
        append.execute();
        written++;
        TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
      }
    }
    return written;
  }
}
