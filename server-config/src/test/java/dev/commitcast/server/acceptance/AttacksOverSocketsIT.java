package dev.commitcast.server.acceptance;

import static dev.commitcast.server.acceptance.AttackedNode.ISSUER;
import static dev.commitcast.server.acceptance.AttackedNode.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody tries over a WebSocket, or by reading slowly. */
@Timeout(240)
class AttacksOverSocketsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SECRET_ROOM = "channel:" + AttackedNode.SECRET_CHANNEL;

  private static RunningSystem system() {
    return AttackedNode.system();
  }

  private static SocketClient open(Map<String, String> headers) {
    return SocketClient.open(AttackedNode.uri(), "notifications", headers, true);
  }

  private static void append(String type, String room) throws Exception {
    system()
        .execute(
            "SELECT * FROM commitcast.append('%s', '%s', '{\"n\": 1}', room => '%s')"
                .formatted(fresh("socket"), type, room));
  }

  @Test
  void aPageOfAnotherOriginOpensNoSocketWithItsVisitorsCookie() {
    String cookie = "Bearer=" + ISSUER.token("olga", ",'groups':['operator']");
    for (String origin :
        List.of(
            "http://evil.example",
            "null",
            "http://" + AttackedNode.authority() + ".evil.example")) {
      assertThatThrownBy(() -> open(Map.of("Origin", origin, "Cookie", cookie)))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    }
  }

  @Test
  void nobodyOpensASocketWithoutAGoodTokenOrAFreshTicket() throws Exception {
    String ticket =
        Http.json(AttackedNode.send("POST", "/api/tickets", "", AttackedNode.mallory()))
            .getString("ticket");
    try (SocketClient first =
        SocketClient.open(AttackedNode.uri(), "notifications?ticket=" + ticket, Map.of(), true)) {
      assertThat(first.awaitMessage("connected").getString("userId")).isEqualTo("mallory");
    }
    String payload = "{\"iss\":\"%s\",\"aud\":\"commitcast\",\"sub\":\"x\",\"exp\":4102444800}";
    String unsigned =
        TokenMaker.encoded("{\"alg\":\"none\"}")
            + "."
            + TokenMaker.encoded(payload.formatted(TokenMaker.ISSUER))
            + ".";
    Map<String, Map<String, String>> attempts = new LinkedHashMap<>();
    attempts.put("notifications", Map.of());
    attempts.put("notifications?ticket=" + ticket, Map.of());
    attempts.put("notifications?access_token=" + ISSUER.token("x", ""), Map.of());
    attempts.put("notifications?a", TokenMaker.bearer(unsigned));
    attempts.put("notifications?b", TokenMaker.bearer(new TokenMaker().token("x", "")));
    attempts.put(
        "notifications?c", TokenMaker.bearer(ISSUER.token("x", "", Duration.ofSeconds(-1))));
    for (Map.Entry<String, Map<String, String>> attempt : attempts.entrySet()) {
      try (SocketClient client =
          SocketClient.open(AttackedNode.uri(), attempt.getKey(), attempt.getValue(), true)) {
        assertThat(client.awaitClose()).as(attempt.getKey()).isEqualTo(4401);
        assertThat(client.messages()).isEmpty();
      }
    }
  }

  @Test
  void aRoomOfAnotherTellsNeitherWhatIsSaidNorWhoIsThere() throws Exception {
    String type = fresh("hidden");
    try (SocketClient ada = open(AttackedNode.ada());
        SocketClient mallory = open(AttackedNode.mallory())) {
      ada.say(
          "{'type':'subscribe','id':'own','channel':'" + type + "','room':'" + SECRET_ROOM + "'}");
      ada.say("{'type':'join','room':'" + SECRET_ROOM + "'}");
      ada.awaitMessage("subscribed");
      mallory.say("{'type':'subscribe','id':'all','after':'0'}");
      mallory.awaitMessage("subscribed");
      for (String room :
          List.of(SECRET_ROOM, "merchant:42", "merchant:*", "user:" + AttackedNode.ADA)) {
        mallory.say("{'type':'subscribe','id':'" + room + "','room':'" + room + "','after':'0'}");
        mallory.say("{'type':'join','room':'" + room + "'}");
        mallory.say("{'type':'broadcast','room':'" + room + "','channel':'typing','payload':1}");
      }
      await().atMost(SOON).until(() -> mallory.messages("error").size() == 12);
      append(type, SECRET_ROOM);
      append(type, "merchant:43");
      ada.awaitMessage("event");
      mallory.awaitMessage(
          each -> each.getString("type").equals("event") && each.toString().contains(type));

      assertThat(mallory.messages("error")).hasSize(12);
      assertThat(mallory.messages("error")).allMatch(each -> each.getInt("status") == 403);
      assertThat(mallory.messages("presence")).isEmpty();
      assertThat(mallory.messages("event"))
          .allMatch(each -> !each.getJsonObject("event").getString("room").equals(SECRET_ROOM));
      assertThat(ada.messages("broadcast")).isEmpty();
      assertThat(ada.messages("presence")).noneMatch(each -> each.toString().contains("mallory"));
    }
  }

  @Test
  void whoLeavesARoomHearsNothingBehindThat() throws Exception {
    String type = fresh("left");
    try (SocketClient grace = open(TokenMaker.bearer(ISSUER.token(AttackedNode.GRACE, "")))) {
      String member =
          "('" + AttackedNode.SECRET_CHANNEL + "', '" + AttackedNode.GRACE + "', 'member')";
      system()
          .execute(
              "INSERT INTO public.channel_members (channel_id, user_id, role) VALUES " + member);
      await()
          .atMost(SOON)
          .until(() -> AttackedNode.get("/api/channels", headers()).body().contains("secret"));
      grace.say(
          "{'type':'subscribe','id':'s','channel':'" + type + "','room':'" + SECRET_ROOM + "'}");
      grace.awaitMessage("subscribed");
      append(type, SECRET_ROOM);
      grace.awaitMessage("event");
      system()
          .execute(
              "DELETE FROM public.channel_members WHERE channel_id = '"
                  + AttackedNode.SECRET_CHANNEL
                  + "' AND user_id = '"
                  + AttackedNode.GRACE
                  + "'");
      append(type, SECRET_ROOM);
      assertThat(grace.awaitClose()).isEqualTo(4403);
      assertThat(grace.messages("event")).hasSize(1);
      assertThat(AttackedNode.get("/api/events?after=0&type=" + type, headers()).body())
          .contains("\"events\":[]");
    }
  }

  private static Map<String, String> headers() {
    return TokenMaker.bearer(ISSUER.token(AttackedNode.GRACE, ""));
  }

  @Test
  void tenThousandSubscriptionsAreNotTaken() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000; i++) {
      String subscribe = "{\"type\":\"subscribe\",\"id\":\"" + i + "\",\"channel\":\"c\"}";
      all.writeBytes(RawSocket.frame(RawSocket.TEXT, subscribe));
    }
    String answers;
    try (RawSocket socket = RawSocket.open(AttackedNode.uri(), AttackedNode.mallory())) {
      answers = socket.answersTo(all.toByteArray());
    }

    assertThat(answers.split("\"subscribed\"", -1)).hasSizeLessThanOrEqualTo(101);
    // a frame of the type close, its code 4429
    assertThat(answers).contains("\u0011\u004d");
    assertOthersAreServed();
  }

  @Test
  void whoReadsNothingCostsLittleAndHoldsNobodyUp() throws Exception {
    String type = fresh("large");
    List<AutoCloseable> deaf = new ArrayList<>();
    try (SocketClient reader = open(AttackedNode.ada())) {
      reader.say("{'type':'subscribe','id':'a','channel':'" + type + "'}");
      reader.awaitMessage("subscribed");
      for (int i = 0; i < 20; i++) {
        SocketClient socket =
            SocketClient.open(AttackedNode.uri(), "notifications", AttackedNode.mallory(), false);
        deaf.add(socket);
        socket.say("{'type':'subscribe','id':'a','channel':'" + type + "'}");
        String ticket =
            Http.json(AttackedNode.send("POST", "/api/tickets", "", AttackedNode.mallory()))
                .getString("ticket");
        EventStreamClient stream =
            EventStreamClient.openNarrow(
                AttackedNode.uri().resolve("api/events?type=" + type + "&ticket=" + ticket),
                null,
                frame -> {});
        deaf.add(stream);
        stream.stopReading();
      }
      // more than the node's memory, if it were kept for each of them
      system()
          .execute(
              "SELECT commitcast.append('%s', '%s', jsonb_build_object('x', repeat('x', 100000)),"
                      .formatted(fresh("large"), type)
                  + " room => 'users') FROM generate_series(1, 150)");
      await().atMost(SOON).until(() -> reader.messages("event").size() == 150);
      assertOthersAreServed();
    } finally {
      for (AutoCloseable each : deaf) {
        each.close();
      }
    }
    assertThat(system().node(0).running()).isTrue();
  }

  private static void assertOthersAreServed() throws Exception {
    String type = fresh("served");
    try (SocketClient other = open(AttackedNode.ada())) {
      other.say("{'type':'subscribe','id':'a','channel':'" + type + "'}");
      other.awaitMessage("subscribed");
      append(type, "users");
      other.awaitMessage("event");
    }
  }
}
