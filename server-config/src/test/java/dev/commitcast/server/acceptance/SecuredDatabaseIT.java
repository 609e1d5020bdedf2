package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.Certificates;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.server.liberty.LibertyNode;
import dev.commitcast.server.liberty.ServerException;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole node on a database that demands TLS, where the role that serves requests owns nothing and
 * shows a certificate of its own, and another role owns the log.
 */
@Timeout(240)
class SecuredDatabaseIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String ADA = "01JD00000000000000000000AD";
  private static final String GENERAL = "01JD0000000000000000GENERA";

  @TempDir private static Path folder;
  private static SecuredDatabase database;
  private static LibertyNode node;

  @BeforeAll
  static void start() throws SQLException {
    database = new SecuredDatabase(folder.resolve("ours"));
    node = database.node(Map.of());
    node.startAndAwait();
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.kill();
    }
    database.close();
  }

  @Test
  void everySessionIsEncryptedAndHasTheRoleThatItNeeds() throws Exception {
    // through the pool
    assertThat(Http.get(uri("api/channels")).statusCode()).isEqualTo(200);
    List<String> sessions =
        database.superuser(
            "SELECT a.usename || ' ' || split_part(a.application_name, ' ', 2) || ' ' || s.ssl"
                + " FROM pg_stat_activity AS a JOIN pg_stat_ssl AS s USING (pid)"
                + " WHERE a.application_name LIKE 'commitcast %'");

    assertThat(sessions)
        .contains("commitcast sequencer true", "shop_app listener true", "shop_app pool true")
        .isSubsetOf(
            "commitcast sequencer true",
            "shop_app listener true",
            "shop_app observer true",
            "shop_app probe true",
            "shop_app pool true");
  }

  @Test
  void changesOverHttpKnowTheirActorAndCorrelation() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient stream = open(frames)) {
      HttpResponse<String> posted =
          post(
              "api/channels/" + GENERAL + "/messages",
              "{\"user_id\": \"" + ADA + "\", \"content\": \"hello\"}",
              "order-1");
      assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
      assertThat(posted.headers().firstValue("X-Correlation-ID")).hasValue("order-1");
      JsonObject message = awaitEvent(frames, "order-1");
      assertThat(message.getString("type")).isEqualTo("message_change");
      assertThat(message.getString("actor")).isEqualTo(ADA);

      HttpResponse<String> booked =
          post(
              "api/bookings",
              "{\"merchant_id\": \"42\", \"customer_name\": \"Ada\", \"service\": \"Cut\","
                  + " \"starts_at\": \"2027-01-01T10:00:00Z\","
                  + " \"ends_at\": \"2027-01-01T11:00:00Z\"}",
              "order-2");
      assertThat(booked.statusCode()).as(booked.body()).isEqualTo(201);
      assertThat(awaitEvent(frames, "order-2").getString("actor")).isEqualTo("anonymous");
      assertThat(stream.hasEnded()).isFalse();
    }
  }

  /** Whatever the pool does for the event store, it may do as a role that owns nothing. */
  @Test
  void theEventStoreWorksForTheApplication() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored = open(frames)) {
      expect(201, post("api/streams/account:9/events", "{\"type\": \"opened\"}", "store-1"));
      assertThat(awaitEvent(frames, "store-1").getString("actor")).isEqualTo("anonymous");
      expect(
          201,
          post(
              "api/append",
              "[{\"stream\": \"account:9\", \"events\": [{\"type\": \"closed\"}]}]",
              "store-2"));
      assertThat(awaitEvent(frames, "store-2").getString("actor")).isEqualTo("anonymous");
      HttpResponse<String> pushed =
          post(
              "sync/push",
              "[{\"event\": {\"id\": \"p1\", \"type\": \"noted\", \"aggregate_id\": \"note:1\","
                  + " \"data\": {}}, \"version\": \"1\"}]",
              "store-3");
      assertThat(pushed.body()).contains("\"accepted\":1");
      assertThat(awaitEvent(frames, "store-3").getString("actor")).isEqualTo("anonymous");
    }
    String patch = "{\"metadata\": {\"a\": 1}, \"truncateBefore\": 2}";
    expect(200, Http.send("PATCH", uri("api/streams/account:9"), patch));
    expect(204, Http.send("DELETE", uri("api/streams/account:9"), ""));
    expect(200, Http.send("PATCH", uri("api/streams/account:9"), "{\"deleted\": false}"));
  }

  @Test
  void subscriptionsWorkForTheApplication() throws Exception {
    String named = "{\"name\": \"mails\", \"filter\": {\"types\": [\"mailed\"]}}";
    expect(201, post("api/subscriptions", named, "sub-1"));
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored =
        EventStreamClient.open(uri("api/subscriptions/mails/events"), null, frames::add)) {
      expect(201, post("api/streams/mail:1/events", "{\"type\": \"mailed\"}", "sub-2"));
      await().atMost(SOON).until(() -> frames.stream().anyMatch(f -> f.type().equals("mailed")));
    }
    expect(204, post("api/subscriptions/mails/pause", "", "sub-3"));
    expect(200, Http.get(uri("api/subscriptions/mails")));
    expect(204, Http.send("DELETE", uri("api/subscriptions/mails"), ""));
  }

  @Test
  void changesAndAppendsInSqlKnowTheirActorAndCorrelation() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored = open(frames);
        Connection session =
            database.connect(SecuredDatabase.APPLICATION, SecuredDatabase.SECRET)) {
      session.setAutoCommit(false);
      try (Statement statement = session.createStatement()) {
        for (String why : List.of("sql-append", "sql-insert", "sql-change")) {
          statement.execute("SET LOCAL commitcast.actor = 'nightly job'");
          statement.execute("SET LOCAL commitcast.correlation_id = '" + why + "'");
          statement.execute(
              switch (why) {
                case "sql-append" -> "SELECT commitcast.append('account:1', 'opened', '{}')";
                case "sql-insert" ->
                    "INSERT INTO commitcast.events (id, aggregate_id, event_type, data)"
                        + " VALUES ('plain', 'account:1', 'deposited', '{}')";
                default -> "UPDATE public.users SET username = username";
              });
          if (why.equals("sql-change")) {
            statement.execute(
                "INSERT INTO public.user_status (user_id, status) VALUES ('"
                    + ADA
                    + "', 'away')"
                    + " ON CONFLICT (user_id) DO UPDATE SET status = 'away'");
          }
          session.commit();
          assertThat(awaitEvent(frames, why).getString("actor")).isEqualTo("nightly job");
        }
      }
    }
  }

  @Test
  void theRolesAreHeldToWhatTheyAre() throws Exception {
    try (Connection owner = database.connect(LocalPostgres.OWNER, LocalPostgres.OWNER_PASSWORD);
        Connection application =
            database.connect(SecuredDatabase.APPLICATION, SecuredDatabase.SECRET)) {
      owner.createStatement().execute("SELECT commitcast.grant_reader('shop_reader')");
      assertThatThrownBy(
              () -> application.createStatement().execute("DELETE FROM commitcast.events"))
          .hasMessageContaining("permission denied");
    }
    try (Connection reader = database.connect("shop_reader", "reader")) {
      reader.createStatement().execute("SELECT * FROM commitcast.events");
      assertThatThrownBy(
              () ->
                  reader
                      .createStatement()
                      .execute("SELECT commitcast.append('account:2', 'opened', '{}')"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void nothingIsFoundLateAndNoSecretIsLogged() throws Exception {
    MetricsPage before = metrics();
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored = open(frames)) {
      for (int i = 0; i < 20; i++) {
        post(
            "api/channels/" + GENERAL + "/messages",
            "{\"user_id\": \"" + ADA + "\", \"content\": \"hello\"}",
            "late-" + i);
        awaitEvent(frames, "late-" + i);
      }
    }
    MetricsPage after = metrics();
    for (String counter :
        List.of(
            "commitcast_events_found_by_poll_total", "commitcast_sequencer_missed_wakeups_total")) {
      assertThat(after.types()).containsKey(counter);
      // without notifications it is each of them; a busy machine has one late now and then
      assertThat(after.value(counter) - before.value(counter)).as(counter).isLessThan(5);
    }
    for (Path log : List.of(node.messages(), node.console())) {
      assertThat(Files.readString(log)).doesNotContain(SecuredDatabase.SECRET);
    }
  }

  @Test
  void withoutEncryptionTheStartIsRefusedWithASentence() {
    assertThatThrownBy(() -> start(Map.of("COMMITCAST_DATABASE_SSL_MODE", "disable")))
        .hasMessageContainingAll("refuses this user from here", "commitcast.database.ssl-mode");
  }

  /** That an authority is not believed, EncryptedIT shows; here, that the start says so. */
  @Test
  @Tag("thorough")
  void underAnotherAuthorityTheStartIsRefusedWithASentence() {
    String others = Certificates.in(folder.resolve("others")).certificate().toString();

    assertThatThrownBy(() -> start(Map.of("COMMITCAST_DATABASE_SSL_ROOT_CERT", others)))
        .hasMessageContainingAll("is not trusted", "commitcast.database.ssl-root-cert");
  }

  private static void start(Map<String, String> changes) throws ServerException {
    try (LibertyNode other = database.node(changes)) {
      other.startAndAwait();
    }
  }

  private static MetricsPage metrics() throws Exception {
    return new MetricsPage(Http.get(uri("metrics?scope=application"), "text/plain").body());
  }

  private static URI uri(String path) {
    return node.uri().resolve(path);
  }

  private static EventStreamClient open(List<Frame> frames) throws Exception {
    EventStreamClient client = EventStreamClient.open(uri("api/events"), null, frames::add);
    await().atMost(SOON).until(() -> frames.stream().anyMatch(f -> f.type().equals("resume")));
    return client;
  }

  private static JsonObject awaitEvent(List<Frame> frames, String correlation) {
    List<JsonObject> found = new ArrayList<>();
    await()
        .atMost(SOON)
        .until(
            () ->
                frames.stream()
                    .filter(frame -> !frame.isControl())
                    .map(Frame::json)
                    .filter(e -> e.getString("correlationId", "").equals(correlation))
                    .findFirst()
                    .map(found::add)
                    .orElse(false));
    return found.get(0);
  }

  private static void expect(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(status);
  }

  private static HttpResponse<String> post(String path, String body, String correlation)
      throws Exception {
    return Http.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .header("X-Correlation-ID", correlation)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }
}
