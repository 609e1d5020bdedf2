package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** One node with small limits for sockets, and what the tests of its gateway repeat. */
abstract class GatewayOnANode {
  static final Duration SOON = Duration.ofSeconds(40);
  static final AtomicInteger KEYS = new AtomicInteger();

  static final TokenMaker TOKENS = new TokenMaker();

  static RunningSystem system;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> settings = new HashMap<>(TOKENS.settings());
    settings.put("COMMITCAST_GATEWAY_SUBSCRIPTIONS", "5");
    settings.put("COMMITCAST_GATEWAY_MESSAGES", "20");
    settings.put("COMMITCAST_GATEWAY_PING_EVERY", "500ms");
    settings.put("COMMITCAST_GATEWAY_IDLE_TIMEOUT", "20s");
    settings.put("COMMITCAST_HUB_OUTBOX_EVENTS", "50");
    system = RunningSystem.start(1, settings, List.of());
    system.execute(
        "INSERT INTO merchants (id, name) VALUES ('42', 'A'), ('43', 'B') ON CONFLICT DO NOTHING");
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  static URI node() {
    return system.node(0).uri();
  }

  /** Appends an event; answers its type, which no other has. */
  static String append(String type, String room) throws SQLException {
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

  static SocketClient openAs(String token) {
    return SocketClient.open(node(), "notifications", TokenMaker.bearer(token), true);
  }

  static SocketClient openAs(String user, String claims) {
    return openAs(TOKENS.token(user, claims));
  }

  static String fresh(String name) {
    return name + "_" + KEYS.incrementAndGet();
  }

  static boolean has(JsonObject message, String name, String value) {
    return value.equals(message.getString(name, null));
  }

  static void assertClosed(int code, Consumer<SocketClient> doing) {
    try (SocketClient client = SocketClient.open(node())) {
      client.awaitMessage("connected");
      doing.accept(client);
      assertThat(client.awaitClose()).as(client.reason()).isEqualTo(code);
      assertThat(client.reason()).isNotBlank();
    }
  }
}
