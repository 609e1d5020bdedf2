package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A node on which nobody is anybody without a token of {@link #ISSUER}, with little memory, for all
 * tests of this JVM that attack one. It ends with the JVM. Thread-safe.
 */
final class AttackedNode {
  static final TokenMaker ISSUER = new TokenMaker();
  static final String ADA = "01JD00000000000000000000AD";
  static final String GRACE = "01JD00000000000000000000GR";

  /** A channel of which ada is the only member. */
  static final String SECRET_CHANNEL = "01JD0000000000000000000SEC";

  /** What planted events hold; it has letters that no id has, so that none meets it by chance. */
  static final String TOLD_TO_NOBODY = "told-to-nobody";

  static final String BOOKING_OF_42 = "01JD000000000000000000BK01";

  /** What only the inside of a program says: traces, classes, statements. */
  private static final Pattern INNER =
      Pattern.compile(
          "\\tat |Exception|org\\.postgresql|SQLSTATE|ERROR:|\\bSELECT \\w|\\bINSERT INTO"
              + "|SRVE\\d{4}[EWI]|CWWK[A-Z]\\d{4}[EWI]|/target/|java\\.lang");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private AttackedNode() {}

  private static final class Shared {
    private static final RunningSystem SYSTEM = start();

    private static RunningSystem start() {
      Map<String, String> settings = new HashMap<>(ISSUER.settings());
      settings.put("COMMITCAST_SECURITY_ANONYMOUS", "none");
      RunningSystem system = RunningSystem.start(1, settings, List.of("-Xmx320m"));
      try {
        system.execute(
            "INSERT INTO public.channels (id, name) VALUES ('01JD0000000000000000000SEC', 'secret');"
                + "INSERT INTO public.channel_members (channel_id, user_id, role)"
                + " VALUES ('01JD0000000000000000000SEC', '01JD00000000000000000000AD', 'owner');"
                + "INSERT INTO public.merchants (id, name) VALUES ('43', 'Another')");
        return system;
      } catch (SQLException e) {
        throw new IllegalStateException("The rows to attack cannot be written.", e);
      }
    }
  }

  static RunningSystem system() {
    return Shared.SYSTEM;
  }

  static URI uri() {
    return system().node(0).uri();
  }

  static Map<String, String> ada() {
    return TokenMaker.bearer(ISSUER.token(ADA, ""));
  }

  /** A reader of merchant 43, who is in no channel. */
  static Map<String, String> mallory() {
    return TokenMaker.bearer(ISSUER.token("mallory", ",'merchantId':'43'"));
  }

  /** A writer of merchant 43. */
  static Map<String, String> writer() {
    return TokenMaker.bearer(ISSUER.token("trent", ",'groups':['writer'],'merchantId':'43'"));
  }

  static Map<String, String> operator() {
    return TokenMaker.bearer(ISSUER.token("olga", ",'groups':['operator']"));
  }

  /** A text that no other test uses. */
  static String fresh(String name) {
    return name + "-" + NUMBER.incrementAndGet();
  }

  /** An event that is in the log. */
  record Planted(String id, String stream, String type, String room) {}

  /** Appends an event as an operator. */
  static Planted plant(String room) throws Exception {
    String stream = fresh("planted") + ":1";
    String type = fresh("planted");
    HttpResponse<String> answer =
        send(
            "POST",
            "/api/streams/" + stream + "/events",
            "{\"type\":\"%s\",\"data\":{\"secret\":\"%s\"},\"room\":\"%s\"}"
                .formatted(type, TOLD_TO_NOBODY, room),
            operator());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonObject event =
        Http.json(send("GET", "/api/streams/" + stream + "/events", "", operator()))
            .getJsonArray("events")
            .getJsonObject(0);
    return new Planted(event.getString("id"), stream, type, room);
  }

  static HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
    return send("GET", path, "", headers);
  }

  /** What is answered never shows the inside, whatever is asked. */
  static HttpResponse<String> send(
      String method, String path, String body, Map<String, String> headers) throws Exception {
    HttpResponse<String> answer = new Clients(uri()).send(method, path, body, headers);
    String what = method + " " + path + ": " + answer.statusCode() + " " + answer.body();
    Map<String, List<String>> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    told.putAll(answer.headers().map());
    // random letters, in which a message's code is found once in a while
    told.remove("X-Correlation-ID");
    assertThat(INNER.matcher(told + answer.body()).find()).as(what).isFalse();
    assertThat(answer.statusCode()).as(what).isLessThan(500);
    return answer;
  }

  static void assertStatus(HttpResponse<String> answer, Integer... allowed) {
    assertThat(answer.statusCode())
        .as("%s %s: %s", answer.request().method(), answer.request().uri(), answer.body())
        .isIn((Object[]) allowed);
  }

  /**
   * Sends bytes as they are and reads until the node closes, or says nothing for a while.
   *
   * @param lines of a request, without the line ends
   */
  static String raw(String... lines) throws IOException {
    return rawBytes(String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1));
  }

  static String rawBytes(byte[] request) throws IOException {
    try (Socket socket = new Socket(uri().getHost(), uri().getPort())) {
      // nor is who waits for more of it waited for
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(request);
      } catch (IOException expected) {
        // refused before all was sent; the answer says why
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          answer.write(buffer, 0, count);
          socket.setSoTimeout(500);
        }
      } catch (IOException expected) {
        // it keeps the connection, or has cut it; what came counts
      }
      String text = answer.toString(StandardCharsets.ISO_8859_1);
      assertThat(INNER.matcher(text).find()).as(text).isFalse();
      return text;
    }
  }

  static String authority() {
    return uri().getAuthority();
  }
}
