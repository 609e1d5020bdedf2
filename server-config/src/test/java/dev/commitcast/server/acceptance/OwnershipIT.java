package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each role and each owner may do, and what nobody may do for another. */
@Timeout(120)
class OwnershipIT {
  private static final String ADA = "01JD00000000000000000000AD";
  private static final String GRACE = "01JD00000000000000000000GR";
  private static final String GENERAL = "/api/channels/01JD0000000000000000GENERA/messages";
  private static final String PRIVATE = "/api/channels/01JD0000000000000000000PRV/messages";

  private static RunningSystem system;
  private static Clients node;
  private static Map<String, String> ada;
  private static Map<String, String> grace;
  private static Map<String, String> salon;
  private static Map<String, String> writer;
  private static Map<String, String> operator;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(1);
    node = new Clients(system.uri(0, "/"));
    ada = node.as("ada");
    grace = node.as("grace");
    salon = node.as("salon");
    writer = node.as("writer");
    operator = node.as("operator");
    system.execute(
        "INSERT INTO public.channels (id, name) VALUES ('01JD0000000000000000000PRV', 'private');"
            + "INSERT INTO public.channel_members (channel_id, user_id, role)"
            + " VALUES ('01JD0000000000000000000PRV', '"
            + ADA
            + "', 'guest');"
            + "INSERT INTO public.merchants (id, name) VALUES ('43', 'Another');"
            + "INSERT INTO public.bookings (id, merchant_id, customer_name, service, starts_at,"
            + " ends_at, status) VALUES ('01JD000000000000000000BK43', '43', 'X', 'Y',"
            + " now() + interval '1 day', now() + interval '2 days', 'pending')");
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void aMemberPostsAsItselfAndIsTheActor() throws Exception {
    HttpResponse<String> posted = node.post(GENERAL, "{\"content\":\"mine\"}", grace);

    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
    JsonObject message = Http.json(posted);
    assertThat(message.getString("user_id")).isEqualTo(GRACE);
    String path = "/api/streams/messages:" + message.getString("id") + "/events";
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(node.get(path, grace).body()).contains("\"actor\":\"" + GRACE + "\""));
    assertStatus(403, node.post(GENERAL, "{\"content\":\"x\",\"userId\":\"" + ADA + "\"}", grace));
    assertStatus(
        201, node.post(GENERAL, "{\"content\":\"x\",\"userId\":\"" + ADA + "\"}", operator));
  }

  @Test
  void aGuestReadsAndWhoIsNoMemberSeesNothing() throws Exception {
    assertStatus(200, node.get(PRIVATE, ada));
    assertStatus(403, node.post(PRIVATE, "{\"content\":\"x\"}", ada));
    assertStatus(404, node.get(PRIVATE, grace));
    assertStatus(404, node.post(PRIVATE, "{\"content\":\"x\"}", grace));
    assertThat(node.get("/api/channels", ada).body()).contains("private", "general");
    assertThat(node.get("/api/channels", grace).body()).contains("general").doesNotContain("priv");
    assertThat(Http.json(node.get("/api/channels", salon)).getJsonArray("channels")).isEmpty();
  }

  @Test
  void aMessageIsDeletedByItsAuthorOrByWhoRunsTheChannel() throws Exception {
    String ofAda = messageBy(ada);
    String ofGrace = messageBy(grace);
    String second = messageBy(grace);

    assertStatus(403, delete(ofAda, grace));
    assertStatus(404, delete(ofAda, salon));
    assertStatus(403, node.send("DELETE", GENERAL + "/" + ofGrace + "?userId=" + ADA, "", grace));
    assertStatus(204, delete(ofGrace, grace));
    // ada owns the channel
    assertStatus(204, delete(second, ada));
    assertThat(node.get(GENERAL + "?limit=500", ada).body()).contains(ofAda);
  }

  private static String messageBy(Map<String, String> user) throws Exception {
    return Http.json(node.post(GENERAL, "{\"content\":\"to delete\"}", user)).getString("id");
  }

  private static HttpResponse<String> delete(String message, Map<String, String> user)
      throws Exception {
    return node.send("DELETE", GENERAL + "/" + message, "", user);
  }

  @Test
  void aMerchantHasItsOwnBookingsAlone() throws Exception {
    String own = "/api/bookings/01JD000000000000000000BK01";
    String others = "/api/bookings/01JD000000000000000000BK43";

    assertStatus(200, node.get("/api/bookings?merchant=42", salon));
    assertStatus(403, node.get("/api/bookings?merchant=43", salon));
    assertStatus(403, node.get("/api/bookings?merchant=42", ada));
    assertStatus(200, node.get(own, salon));
    assertStatus(404, node.get(own, ada));
    for (String method : List.of("GET", "DELETE")) {
      assertStatus(404, node.send(method, others, "", salon));
    }
    assertStatus(404, node.send("PATCH", others, "{\"notes\":\"x\"}", salon));
    assertStatus(200, node.send("PATCH", own, "{\"notes\":\"x\"}", salon));
    String booking =
        "{\"merchantId\":\"%s\",\"customerName\":\"A\",\"service\":\"B\","
            + "\"startsAt\":\"2027-01-01T10:00:00Z\",\"endsAt\":\"2027-01-01T11:00:00Z\"}";
    assertStatus(403, node.post("/api/bookings", booking.formatted("43"), salon));
    assertStatus(201, node.post("/api/bookings", booking.formatted("42"), salon));
  }

  @Test
  void aWriterAppendsWhereItMaySeeAndAsNobodyElse() throws Exception {
    String path = "/api/streams/order:1/events";

    assertStatus(403, node.post(path, "{\"type\":\"T\"}", ada));
    assertStatus(403, node.post(path, "{\"type\":\"T\",\"room\":\"merchant:42\"}", writer));
    assertStatus(201, node.post(path, "{\"type\":\"T\",\"room\":\"user:writer\"}", writer));
    assertStatus(
        201, node.post(path, "{\"type\":\"T\",\"metadata\":{\"actor\":\"ada\",\"a\":1}}", writer));
    JsonObject event =
        Http.json(node.get(path + "?from=2&metadata=true", operator))
            .getJsonArray("events")
            .getJsonObject(0);
    assertThat(event.getString("actor")).isEqualTo("writer");
    String several =
        "[{\"stream\":\"order:2\",\"events\":[{\"type\":\"T\"}]},"
            + "{\"stream\":\"order:3\",\"events\":[{\"type\":\"T\",\"room\":\"%s\"}]}]";
    assertStatus(403, node.post("/api/append", several.formatted("channel:x"), writer));
    assertStatus(404, node.get("/api/streams/order:2", operator));
    assertStatus(201, node.post("/api/append", several.formatted("users"), writer));
  }

  @Test
  void whoSeesWhatIsDecidedByNobodysAppend() throws Exception {
    String forged =
        "{\"type\":\"access_revoked\",\"data\":{\"userId\":\""
            + ADA
            + "\",\"issuedUntil\":\"2099-01-01T00:00:00Z\"}}";

    assertStatus(403, node.post("/api/streams/commitcast-access:user:x/events", forged, writer));
    assertStatus(403, node.post("/api/streams/channel_members:x/events", forged, writer));
    HttpResponse<String> pushed =
        node.post(
            "/sync/push",
            "[{\"event\":{\"id\":\"e-1\",\"type\":\"access_revoked\",\"data\":{},"
                + "\"aggregate_id\":\"commitcast-access:user:x\"},\"version\":\"1\"},"
                + "{\"event\":{\"id\":\"e-2\",\"type\":\"T\",\"data\":{},"
                + "\"metadata\":{\"actor\":\"ada\"},\"aggregate_id\":\"pushed:1\"},"
                + "\"version\":\"2\"}]",
            writer);
    assertStatus(200, pushed);
    assertThat(pushed.body()).contains("only operators append there");
    assertStatus(404, node.get("/api/streams/commitcast-access:user:x", operator));
    assertThat(
            Http.json(node.get("/api/streams/pushed:1/events", operator))
                .getJsonArray("events")
                .getJsonObject(0)
                .getString("actor"))
        .isEqualTo("writer");
    assertStatus(403, node.post("/sync/push", "[]", ada));
  }

  private static void assertStatus(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode())
        .as("%s %s: %s", answer.request().method(), answer.request().uri(), answer.body())
        .isEqualTo(status);
  }
}
