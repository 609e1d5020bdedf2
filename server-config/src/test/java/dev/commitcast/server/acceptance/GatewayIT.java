package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

/** The gateway's messages and close codes, as the contract's table has them. */
@Timeout(150)
class GatewayIT extends GatewayOnANode {
  /** For what takes much of the machine. */
  private static final Duration PATIENT = Duration.ofSeconds(45);

  @Test
  void greetsWithWhoYouAreAndWhereTheLogEnds() {
    try (SocketClient client = SocketClient.open(node())) {
      JsonObject connected = client.awaitMessage("connected");
      assertThat(client.subprotocol()).isEqualTo("commitcast.v1");
      assertThat(connected.keySet()).containsExactly("type", "userId", "head");
      assertThat(connected.getString("userId")).isEqualTo("local");
      assertThat(connected.getString("head")).matches("1\\.\\d+");
    }
  }

  @Test
  void deliversWhatIsSubscribedToAndResumesBehindACursor() throws Exception {
    String type = fresh("made");
    String cursor;
    try (SocketClient client = SocketClient.open(node())) {
      client.say("{'type':'subscribe','id':'a','channel':'" + type + "','room':'merchant:42'}");
      JsonObject subscribed = client.awaitMessage("subscribed");
      assertThat(subscribed.getString("id")).isEqualTo("a");
      assertThat(subscribed.getString("channel")).isEqualTo(type);
      assertThat(subscribed.getString("outcome")).isEqualTo("live");
      assertThat(subscribed.getInt("missed")).isZero();
      append(type, "merchant:41");
      append(type, "merchant:42");
      JsonObject event = client.awaitMessage("event");
      assertThat(event.getString("id")).isEqualTo("a");
      assertThat(event.getJsonObject("event").getString("room")).isEqualTo("merchant:42");
      cursor = event.getString("cursor");
      assertThat(cursor).isEqualTo("1." + event.getJsonObject("event").getInt("version"));
      client.say("{'type':'unsubscribe','id':'a'}").awaitMessage("unsubscribed");
    }
    // the node counts what it has read itself, which may be less than the log has
    try (SocketClient witness = SocketClient.open(node())) {
      witness.say("{'type':'subscribe','id':'a','channel':'" + type + "','room':'merchant:42'}");
      witness.awaitMessage("subscribed");
      append(type, "merchant:42");
      append(type, "merchant:42");
      await().atMost(SOON).until(() -> witness.messages("event").size() == 2);
    }
    try (SocketClient client = SocketClient.open(node())) {
      client.say(
          "{'type':'subscribe','id':'b','channel':'"
              + type
              + "','room':'merchant:42','after':'"
              + cursor
              + "'}");
      JsonObject subscribed = client.awaitMessage("subscribed");
      assertThat(subscribed.getString("outcome")).isEqualTo("replaying");
      assertThat(subscribed.getInt("missed")).isEqualTo(2);
      JsonObject caughtUp = client.awaitMessage("caught-up");
      assertThat(caughtUp.getString("id")).isEqualTo("b");
      assertThat(client.messages("event")).hasSize(2);
    }
  }

  @Test
  void tellsTheOriginalsPayloadsOfBookingsToTheirMerchantAlone() throws Exception {
    try (SocketClient client = openAs("ann", ",'merchantId':'42'")) {
      JsonObject connected = client.awaitMessage("connected");
      assertThat(connected.getString("userId")).isEqualTo("ann");
      assertThat(connected.getString("merchantId")).isEqualTo("42");
      for (String channel : List.of("booking_created", "booking_updated", "booking_deleted")) {
        client.say("{'type':'subscribe','channel':'" + channel + "'}");
        client.awaitMessage(
            each -> each.getString("type").equals("subscribed") && has(each, "id", channel));
      }
      for (String merchant : List.of("43", "42")) {
        String id = "01JD000000000000000000BK" + merchant;
        system.execute(
            "INSERT INTO bookings (id, merchant_id, customer_name, service, starts_at, ends_at)"
                + (" VALUES ('" + id + "', '" + merchant + "', 'c', 's', now(), now() + '1h')"));
        system.execute("UPDATE bookings SET status = 'confirmed' WHERE id = '" + id + "'");
        system.execute("DELETE FROM bookings WHERE id = '" + id + "'");
      }
      client.awaitMessage(
          each -> each.getString("type").equals("event") && has(each, "id", "booking_deleted"));
      List<JsonObject> events = client.messages("event");
      assertThat(events.stream().map(each -> each.getJsonObject("event").getString("type")))
          .containsExactly("booking_created", "booking_updated", "booking_deleted");
      assertThat(events.stream().map(each -> each.getJsonObject("payload").keySet()))
          .containsExactly(
              Set.of("id", "merchantId", "status", "operation"),
              Set.of("id", "merchantId", "oldStatus", "newStatus", "operation"),
              Set.of("id", "merchantId", "operation"));
      assertThat(events)
          .allSatisfy(
              each ->
                  assertThat(each.getJsonObject("payload").getString("merchantId"))
                      .isEqualTo("42"));
    }
  }

  @Test
  void aRoomThatIsNotGrantedIsAnErrorAndTheSocketGoesOn() throws Exception {
    String type = fresh("granted");
    try (SocketClient client = openAs("ann", ",'merchantId':'42'")) {
      client.say("{'type':'subscribe','id':'x','channel':'c','room':'merchant:43'}");
      JsonObject error = client.awaitMessage("error");
      assertThat(error.getString("id")).isEqualTo("x");
      assertThat(error.getInt("status")).isEqualTo(403);
      client.say("{'type':'join','id':'y','room':'merchant:43'}");
      client.say("{'type':'broadcast','id':'z','room':'merchant:43','channel':'t','payload':1}");
      client.say("{'type':'subscribe','id':'w','channel':'c','surprise':1}");
      client.say("{'type':'unsubscribe','id':'nothing'}");
      client.say("{'type':'subscribe','id':'a','channel':'" + type + "','room':'merchant:42'}");
      client.awaitMessage("subscribed");
      assertThat(client.messages("error").stream().map(each -> each.getInt("status")))
          .containsExactly(403, 403, 403, 422, 404);
      append(type, "merchant:43");
      append(type, "merchant:42");
      client.awaitMessage("event");
      assertThat(client.messages("event")).hasSize(1);
    }
  }

  @Test
  void closesOnWhatBreaksTheProtocol() {
    assertClosed(4400, client -> client.say("no JSON"));
    assertClosed(4400, client -> client.say("{'type':'dance'}"));
    assertClosed(4400, SocketClient::sayBinary);
    assertClosed(1009, client -> client.say("{'type':'" + "x".repeat(9_000) + "'}"));
    assertClosed(
        4409,
        client ->
            client
                .say("{'type':'subscribe','id':'a','channel':'c'}")
                .say("{'type':'subscribe','id':'a','channel':'d'}"));
    assertClosed(
        4429,
        client -> {
          for (int i = 0; i < 6; i++) {
            client.say("{'type':'subscribe','id':'" + i + "','channel':'c'}");
          }
        });
    assertClosed(
        4429,
        client -> {
          for (int i = 0; i < 100 && !client.isClosed(); i++) {
            client.trySay("{'type':'leave','room':'r'}");
          }
        });
  }

  @Test
  void nobodyComesInWithoutAGoodTokenAndNobodyStaysWithAnOldOne() {
    for (Map<String, String> headers :
        List.of(
            TokenMaker.bearer("nonsense"),
            TokenMaker.bearer(new TokenMaker().token("eve", "")),
            TokenMaker.bearer(TOKENS.token("eve", "", Duration.ofSeconds(-5))),
            Map.of("X-Forwarded-For", "192.0.2.1"))) {
      try (SocketClient client = SocketClient.open(node(), "notifications", headers, true)) {
        assertThat(client.awaitClose()).as(client.reason()).isEqualTo(4401);
        assertThat(client.messages()).isEmpty();
      }
    }
    try (SocketClient client = openAs(TOKENS.token("ann", "", Duration.ofSeconds(10)))) {
      client.awaitMessage("connected");
      assertThat(client.awaitClose()).isEqualTo(4401);
    }
  }

  @Test
  void aTicketOpensOneSocket() throws Exception {
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(node().resolve("api/tickets"))
                .header("Authorization", "Bearer " + TOKENS.token("ann", ""))
                .POST(HttpRequest.BodyPublishers.noBody()));
    String ticket = Http.json(answer).getString("ticket");
    try (SocketClient client =
        SocketClient.open(node(), "notifications?ticket=" + ticket, Map.of(), true)) {
      assertThat(client.awaitMessage("connected").getString("userId")).isEqualTo("ann");
    }
    try (SocketClient client =
        SocketClient.open(node(), "notifications?ticket=" + ticket, Map.of(), true)) {
      assertThat(client.awaitClose()).isEqualTo(4401);
    }
  }

  @Test
  void aClientThatReadsLateFallsBehindAndGetsAllInOrder() throws Exception {
    String type = fresh("late");
    int events = 4_000;
    try (SocketClient client = SocketClient.deaf(node())) {
      client.say("{'type':'subscribe','id':'a','channel':'" + type + "'}");
      client.read(2);
      client.awaitMessage("subscribed");
      // more than the connection's own buffers take
      system.execute(
          "SELECT count(*) FROM generate_series(1, "
              + events
              + ") AS i, LATERAL commitcast.append('late:' || i % 10, '"
              + type
              + "', jsonb_build_object('i', i, 'fill', repeat('x', 2000)), room => 'r')");
      await()
          .atMost(PATIENT)
          .until(
              () ->
                  new MetricsPage(Http.get(node().resolve("metrics"), "text/plain").body())
                          .value("commitcast_fell_behind_total")
                      >= 1);
      client.read(Long.MAX_VALUE);
      await().atMost(PATIENT).until(() -> client.messages("event").size() == events);
      assertThat(client.messages("fell-behind")).isNotEmpty();
      List<Integer> numbers =
          client.messages("event").stream()
              .map(each -> each.getJsonObject("event").getJsonObject("data").getInt("i"))
              .toList();
      assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, events).boxed().toList());
    }
  }

  @Test
  void severalSocketsOfOneUserAreOneInARoomAndHearTheSame() {
    String room = fresh("channel:x");
    String claims = ",'rooms':['" + room + "']";
    try (SocketClient first = openAs("ann", claims);
        SocketClient second = openAs("ann", claims);
        SocketClient other = openAs("bob", claims)) {
      first.say("{'type':'join','room':'" + room + "'}").awaitMessage("presence");
      second.say("{'type':'subscribe','id':'s','room':'" + room + "'}").awaitMessage("presence");
      JsonObject present =
          other.say("{'type':'join','room':'" + room + "'}").awaitMessage("presence");
      assertThat(present.getInt("count")).isEqualTo(2);
      other.say(
          "{'type':'broadcast','channel':'typing','room':'" + room + "','payload':{'on':true}}");
      for (SocketClient each : List.of(first, second, other)) {
        JsonObject said = each.awaitMessage("broadcast");
        assertThat(said.getString("from")).isEqualTo("bob");
        assertThat(said.getJsonObject("payload").getBoolean("on")).isTrue();
      }
      first.close();
      second.say("{'type':'unsubscribe','id':'s'}");
      other.awaitMessage(each -> has(each, "left", "ann"));
      assertThat(other.messages("presence")).noneMatch(each -> has(each, "joined", "ann"));
    }
  }

  @Test
  void asksQuietClientsForASignOfLifeAndKeepsThem() {
    try (SocketClient client = SocketClient.open(node())) {
      client.awaitMessage("connected");
      await().atMost(SOON).until(() -> client.pings() >= 3);
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void closesAClientWithoutTheSubprotocol() {
    try (SocketClient client = SocketClient.withoutSubprotocol(node())) {
      assertThat(client.awaitClose()).isEqualTo(4400);
      assertThat(client.reason()).contains("commitcast.v1");
    }
  }

  @Test
  void servesTheDescriptionOfItsMessages() throws Exception {
    HttpResponse<String> answer = Http.get(node().resolve("asyncapi.yaml"), "*/*");
    assertThat(answer.statusCode()).isEqualTo(200);
    Map<String, Object> document = new Yaml().load(answer.body());
    assertThat(document).containsKeys("asyncapi", "channels", "operations", "components");
  }

  @Test
  void aHandshakeMakesNoHttpSessionAndSetsNoCookie() throws Exception {
    try (Socket socket = new Socket(node().getHost(), node().getPort())) {
      socket.setSoTimeout(20_000);
      String request =
          String.join(
              "\r\n",
              "GET /notifications HTTP/1.1",
              "Host: localhost:" + node().getPort(),
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "Sec-WebSocket-Protocol: commitcast.v1",
              "",
              "");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).as("the connection after " + head).isNotNegative();
        head.append((char) next);
      }
      assertThat(head.toString()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("cookie");
    }
  }

  @Test
  void aRequestThatIsNoHandshakeIsToldToUpgrade() throws Exception {
    assertThat(Http.get(node().resolve("notifications")).statusCode()).isEqualTo(426);
  }

  @Test
  void refusesAForeignOriginBeforeTheHandshake() {
    assertThatThrownBy(
            () ->
                SocketClient.open(
                    node(), "notifications", Map.of("Origin", "https://evil.example"), true))
        .hasStackTraceContaining("403");
  }
}
