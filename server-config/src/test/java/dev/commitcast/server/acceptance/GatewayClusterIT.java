package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Rooms, revocations and a stop, on two nodes. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayClusterIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final TokenMaker TOKENS = new TokenMaker();
  private static final String CHANNEL = "01JC0000000000000000000001";
  private static final String ANN = "01JB0000000000000000000001";
  private static final String BOB = "01JB0000000000000000000002";
  private static final String ROOM = "channel:" + CHANNEL;

  private static RunningSystem system;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(2, TOKENS.settings(), List.of());
    system.execute(
        "INSERT INTO channels (id, name) VALUES ('"
            + CHANNEL
            + "', 'gateway');"
            + "INSERT INTO users (id, auth0_id, email, username, full_name) VALUES"
            + (" ('" + ANN + "', 'gate|ann', 'gate-ann@example.com', 'gate-ann', 'Ann'),")
            + (" ('" + BOB + "', 'gate|bob', 'gate-bob@example.com', 'gate-bob', 'Bob');")
            + "INSERT INTO channel_members (channel_id, user_id) VALUES"
            + (" ('" + CHANNEL + "', '" + ANN + "'), ('" + CHANNEL + "', '" + BOB + "')"));
    await()
        .atMost(SOON)
        .until(() -> system.number("SELECT count(*) FROM commitcast.pending_events") == 0);
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  private static URI node(int number) {
    return system.node(number).uri();
  }

  private static SocketClient open(int node, String token) {
    return SocketClient.open(node(node), "notifications", TokenMaker.bearer(token), true);
  }

  private static boolean has(JsonObject message, String name, String value) {
    return value.equals(message.getString(name, null));
  }

  private static HttpResponse<String> presence(int node, String user, String room)
      throws Exception {
    return Http.send(
        HttpRequest.newBuilder(node(node).resolve("api/rooms/" + room + "/presence"))
            .header("Authorization", "Bearer " + TOKENS.token(user, "")));
  }

  private static void join(SocketClient client) {
    client.say("{'type':'join','room':'" + ROOM + "'}").awaitMessage("presence");
  }

  @Test
  @Order(1)
  void presenceAndTypingReachTheRoomOnAllNodesAndAreNotLogged() throws Exception {
    long before = system.number("SELECT commitcast.head()");
    try (SocketClient ann = open(0, TOKENS.token(ANN, ""))) {
      join(ann);
      try (SocketClient bob = open(1, TOKENS.token(BOB, ""))) {
        join(bob);
        ann.awaitMessage(each -> has(each, "joined", BOB));
        await().atMost(SOON).until(() -> Http.json(presence(1, ANN, ROOM)).getInt("count") == 2);
        assertThat(Http.json(presence(0, BOB, ROOM.replace(":", "%3A"))).getJsonArray("users"))
            .hasSize(2);
        bob.say("{'type':'broadcast','channel':'typing','room':'" + ROOM + "','payload':['ä']}");
        JsonObject said = ann.awaitMessage("broadcast");
        assertThat(said.getString("from")).isEqualTo(BOB);
        assertThat(said.getString("room")).isEqualTo(ROOM);
        assertThat(said.getJsonArray("payload").getString(0)).isEqualTo("ä");
      }
      ann.awaitMessage(each -> has(each, "left", BOB));
      assertThat(presence(0, "somebody", ROOM).statusCode()).isEqualTo(403);
    }
    assertThat(
            system.number(
                "SELECT count(*) FROM commitcast.events WHERE event_type <> 'commitcast_canary'"
                    + " AND version > "
                    + before))
        .isZero();
  }

  @Test
  @Order(2)
  void whoLosesAChannelLosesItsRoomAndItsSubscriptions() throws Exception {
    try (SocketClient bob = open(1, TOKENS.token(BOB, ""));
        SocketClient listening = open(0, TOKENS.token(ANN, ""));
        SocketClient joined = open(0, TOKENS.token(ANN, ""))) {
      join(bob);
      join(joined);
      listening.say("{'type':'subscribe','id':'a','room':'" + ROOM + "'}");
      listening.awaitMessage("subscribed");
      system.execute("DELETE FROM channel_members WHERE user_id = '" + ANN + "'");
      assertThat(listening.awaitClose()).isEqualTo(4403);
      assertThat(listening.messages("revoked")).isNotEmpty();
      assertThat(has(joined.awaitMessage("revoked"), "room", ROOM)).isTrue();
      bob.awaitMessage(each -> has(each, "left", ANN));
      assertThat(joined.isClosed()).isFalse();
      joined.say("{'type':'broadcast','channel':'typing','room':'" + ROOM + "','payload':1}");
      assertThat(joined.awaitMessage("error").getInt("status")).isEqualTo(403);
    }
  }

  @Test
  @Order(3)
  void aRevokedTokenClosesItsSocketsOnAllNodes() throws Exception {
    String token = TOKENS.token("carl", "");
    try (SocketClient first = open(0, token);
        SocketClient second = open(1, token);
        SocketClient other = open(1, TOKENS.token("carla", ""))) {
      List.of(first, second, other).forEach(each -> each.awaitMessage("connected"));
      HttpResponse<String> answer =
          Http.send("POST", node(0).resolve("api/revocations"), "{\"userId\":\"carl\"}");
      assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
      assertThat(first.awaitClose()).isEqualTo(4403);
      assertThat(second.awaitClose()).isEqualTo(4403);
      assertThat(other.isClosed()).isFalse();
    }
  }

  @Test
  @Order(4)
  void aNodeThatStopsSendsEverybodyAwayAndTakesItsUsersAlong() throws Exception {
    try (SocketClient bob = open(1, TOKENS.token(BOB, ""));
        SocketClient eve = SocketClient.open(node(0), "notifications", Map.of(), true);
        SocketClient quiet = SocketClient.open(node(0), "notifications", Map.of(), true);
        SocketClient deaf = SocketClient.deaf(node(0))) {
      join(bob);
      eve.say("{'type':'subscribe','id':'a','room':'" + ROOM + "'}");
      bob.awaitMessage(each -> has(each, "joined", "local"));
      quiet.awaitMessage("connected");
      deaf.say("{'type':'subscribe','id':'a'}");
      long begun = System.nanoTime();
      system.node(0).stop();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(eve.awaitClose()).isEqualTo(1012);
      assertThat(quiet.awaitClose()).isEqualTo(1012);
      assertThat(eve.awaitMessage("drain").getInt("retry")).isBetween(2_000, 5_000);
      assertThat(quiet.messages("drain")).hasSize(1);
      // what is promised is 5 s on a machine that has the time
      assertThat(took).isLessThan(Duration.ofSeconds(25));
      bob.awaitMessage(each -> has(each, "left", "local"));
    }
  }
}
