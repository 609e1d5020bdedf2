package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gateway's messages and close codes, as the contract's table has them. */
@Timeout(60)
class GatewayIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final AtomicInteger KEYS = new AtomicInteger();

  private static RunningSystem system;

  @BeforeAll
  static void start() {
    system = RunningSystem.start(1);
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  private static URI node() {
    return system.node(0).uri();
  }

  /** Appends an event; answers its type, which no other has. */
  private static String append(String type, String room) throws SQLException {
    system.execute(
        "SELECT * FROM commitcast.append('gate:"
            + KEYS.incrementAndGet()
            + "', '"
            + type
            + "', '{\"n\": 1}', room => '"
            + room
            + "')");
    return type;
  }

  private static String fresh(String name) {
    return name + "_" + KEYS.incrementAndGet();
  }

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
    append(type, "merchant:42");
    append(type, "merchant:42");
    await()
        .atMost(SOON)
        .until(
            () ->
                system.number(
                        "SELECT count(*) FROM commitcast.events WHERE event_type='" + type + "'")
                    == 4);
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
  void closesAClientWithoutTheSubprotocol() {
    try (SocketClient client = SocketClient.withoutSubprotocol(node())) {
      assertThat(client.awaitClose()).isEqualTo(4400);
      assertThat(client.reason()).contains("commitcast.v1");
    }
  }

  @Test
  void aRequestThatIsNoHandshakeIsToldToUpgrade() throws Exception {
    assertThat(Http.get(node().resolve("notifications")).statusCode()).isEqualTo(426);
  }

  @Test
  void refusesAForeignOriginBeforeTheHandshake() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                SocketClient.open(
                    node(), "notifications", Map.of("Origin", "https://evil.example"), true))
        .hasStackTraceContaining("403");
  }
}
