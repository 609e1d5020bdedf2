package dev.commitcast.server.acceptance;

import static dev.commitcast.server.acceptance.AttackedNode.ISSUER;
import static dev.commitcast.server.acceptance.AttackedNode.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody tries over a WebSocket, or by reading slowly. */
@Timeout(120)
class AttacksOverSocketsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
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
      all.writeBytes(frame(0x81, subscribe.getBytes(StandardCharsets.US_ASCII)));
    }
    String answers = answersTo(all.toByteArray());

    assertThat(answers.split("\"subscribed\"", -1)).hasSizeLessThanOrEqualTo(101);
    // a frame of the type close, its code 4429
    assertThat(answers).contains("\u0011\u004d");
    assertOthersAreServed();
  }

  @Test
  void aFrameThatIsTooLargeOrBrokenEndsItsSocketAlone() throws Exception {
    byte[] large = "{\"type\":\"".concat("x".repeat(200_000)).getBytes(StandardCharsets.US_ASCII);
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("oversized", frame(0x81, large));
    all.put("oversized binary", frame(0x82, large));
    all.put(
        "said to be below nothing",
        new byte[] {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4});
    all.put("not masked", "\u0081\u0002{}{}{}{}{}{}".getBytes(StandardCharsets.ISO_8859_1));
    all.put("reserved bits", frame(0xf1, new byte[] {'{', '}'}));
    all.put("reserved opcode", frame(0x83, new byte[] {'{', '}'}));
    all.put("long ping", frame(0x89, new byte[200]));
    all.put("no beginning", frame(0x80, new byte[] {'{', '}'}));
    all.put("not UTF-8", frame(0x81, new byte[] {(byte) 0xc3, (byte) 0x28}));
    all.put("bad close", frame(0x88, new byte[] {1}));
    all.put(
        "deep",
        frame(0x81, ("{\"type\":" + "[".repeat(8_000)).getBytes(StandardCharsets.US_ASCII)));
    SoftAssertions soft = new SoftAssertions();
    for (Map.Entry<String, byte[]> attack : all.entrySet()) {
      soft.assertThat(answersTo(attack.getValue()))
          .as(attack.getKey())
          .doesNotStartWith("NOT ENDED");
    }
    soft.assertAll();
    assertOthersAreServed();
  }

  @Test
  void aMessageWithoutAnEndIsNotKept() throws Exception {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (int i = 0; i < 60; i++) {
      parts.writeBytes(
          frame(i == 0 ? 0x01 : 0x00, "y".repeat(4_000).getBytes(StandardCharsets.US_ASCII)));
    }
    String answer = answersTo(parts.toByteArray());

    // closed with 1009 before the last part, which never comes
    assertThat(answer).doesNotStartWith("NOT ENDED").contains("\u0003\u00f1");
    assertOthersAreServed();
  }

  /** Masked by zeros. */
  private static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      frame.writeBytes(
          new byte[] {(byte) 0xfe, (byte) (payload.length >> 8), (byte) payload.length});
    } else {
      frame.writeBytes(new byte[] {(byte) 0xff, 0, 0, 0, 0, 0});
      frame.writeBytes(
          new byte[] {
            (byte) (payload.length >> 16), (byte) (payload.length >> 8), (byte) payload.length
          });
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /**
   * What a new socket is told when it sends these bytes, until it is ended or told to go, or has
   * been told nothing for a while.
   */
  private static String answersTo(byte[] frames) throws IOException {
    URI uri = AttackedNode.uri();
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(8_000);
      socket.getOutputStream().write(handshake(uri));
      InputStream in = socket.getInputStream();
      try {
        // frames count once the greeting is there
        for (int next = in.read(); next >= 0 && next != '}'; next = in.read()) {
          answers.write(next);
        }
        socket.getOutputStream().write(frames);
        int next = in.read();
        while (next >= 0) {
          answers.write(next);
          next = isClosing(answers) ? -1 : in.read();
        }
      } catch (SocketTimeoutException e) {
        return "NOT ENDED " + answers.toString(StandardCharsets.ISO_8859_1);
      } catch (IOException expected) {
        // ended before it had read all
      }
    }
    return answers.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether the beginning of a frame of the type close is the last that has come. */
  private static boolean isClosing(ByteArrayOutputStream answers) {
    byte[] all = answers.toByteArray();
    return all.length > 4 && all[all.length - 4] == (byte) 0x88;
  }

  private static byte[] handshake(URI uri) {
    return String.join(
            "\r\n",
            "GET /notifications HTTP/1.1",
            "Host: " + uri.getAuthority(),
            "Authorization: " + AttackedNode.mallory().get("Authorization"),
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: commitcast.v1",
            "",
            "")
        .getBytes(StandardCharsets.US_ASCII);
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
