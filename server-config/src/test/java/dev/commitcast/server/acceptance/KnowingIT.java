package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a running node tells of itself: metrics, health, log lines, explanations. */
@Timeout(240)
class KnowingIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(commitcast_\\w+)` \\| (\\w+) \\| ([^|]*) \\|");

  private static TraceReceiver traces;
  private static RunningSystem system;

  @BeforeAll
  static void start() throws Exception {
    traces = new TraceReceiver();
    Map<String, String> environment = new HashMap<>(traces.environment());
    environment.put("COMMITCAST_METRICS_SAMPLE_EVERY", "1s");
    system = RunningSystem.start(1, environment, List.of());
    Http.send(
        "POST",
        system.uri(0, "api/subscriptions"),
        "{\"name\":\"known\",\"from\":\"beginning\",\"filter\":{\"types\":[\"noted\"]}}");
    system.execute("INSERT INTO commitcast.projections (name) VALUES ('known')");
  }

  @AfterAll
  static void stop() {
    system.close();
    traces.close();
  }

  @Test
  void theListOfMetricsIsThatOfARunningNode() throws Exception {
    append("metrics:1", "noted", "metrics-test");
    Map<String, String> documented = new TreeMap<>();
    Map<String, Set<String>> documentedLabels = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("../docs/metrics.md")));
    while (row.find()) {
      documented.put(row.group(1), row.group(2));
      documentedLabels.put(row.group(1), labelsIn(row.group(3)));
    }
    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () -> {
              MetricsPage page = page();
              assertThat(page.types()).containsExactlyInAnyOrderEntriesOf(documented);
              documentedLabels.forEach(
                  (name, labels) -> assertThat(page.labels(name)).as(name).isEqualTo(labels));
            });
  }

  private static Set<String> labelsIn(String cell) {
    Set<String> labels = new TreeSet<>();
    Matcher label = Pattern.compile("`(\\w+)`").matcher(cell.replaceAll("\\([^)]*\\)", ""));
    while (label.find()) {
      labels.add(label.group(1));
    }
    return labels;
  }

  @Test
  void everyPartOfTheWayIsMeasured() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored = subscribe("api/events?stream=way:1", frames)) {
      await().atMost(DEADLINE).until(() -> !frames.isEmpty());
      append("way:1", "noted", "way-test");
      await().atMost(DEADLINE).until(() -> frames.stream().anyMatch(each -> !each.isControl()));
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                MetricsPage page = page();
                for (String part :
                    List.of(
                        "change_to_sequenced",
                        "sequenced_to_received",
                        "received_to_delivered",
                        "change_to_delivered",
                        "event_latency")) {
                  assertThat(page.value("commitcast_" + part + "_seconds_count"))
                      .as(part)
                      .isPositive();
                  assertThat(page.value("commitcast_" + part + "_seconds_bucket"))
                      .as(part)
                      .isPositive();
                }
                assertThat(page.value("commitcast_sequencer_batch_size_count")).isPositive();
                assertThat(page.value("commitcast_head_version")).isPositive();
                assertThat(page.value("commitcast_connections")).isGreaterThan(2);
                assertThat(page.value("commitcast_log_bytes")).isPositive();
              });
    }
  }

  @Test
  void readinessNamesWhoBlocksTheSequencerAndForgetsHim() throws Exception {
    try (Connection culprit = system.connect()) {
      culprit.setAutoCommit(false);
      long pid;
      try (Statement statement = culprit.createStatement()) {
        statement.execute("SET application_name = 'the culprit'");
        statement.execute("SELECT * FROM commitcast.sequencer FOR UPDATE");
        try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
          row.next();
          pid = row.getLong(1);
        }
      }
      append("blocked:1", "noted", "blocked-test");
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                JsonObject data = ready();
                assertThat(data.getInt("blockedByPid", 0)).isEqualTo((int) pid);
                assertThat(data.getString("blockedByApplication")).isEqualTo("the culprit");
                assertThat(data.getString("blockedByState")).isEqualTo("idle in transaction");
                assertThat(data).containsKey("blockedSince");
                assertThat(data.getInt("pending")).isPositive();
              });
      JsonObject way = explain("blocked-test-id", null).getJsonObject("event");
      assertThat(way.getString("standing")).isEqualTo("pending");
      assertThat(way.getString("because")).contains("backend " + pid + " (the culprit)");
      culprit.rollback();
    }
    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () -> {
              JsonObject data = ready();
              assertThat(data).doesNotContainKey("blockedBy");
              assertThat(data.getInt("pending")).isZero();
              assertThat(data.getInt("lag")).isZero();
              assertThat(data.getInt("oldest")).isEqualTo(1);
              assertThat(data.getString("leaderName")).isNotEmpty();
            });
  }

  @Test
  void explainsWhatBecameOfAnEvent() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    long before = append("explained:1", "noted", "explain-before");
    EventStreamClient client = subscribe("api/events?stream=explained:1", frames);
    await().atMost(DEADLINE).until(() -> !frames.isEmpty());
    String subscription = frames.get(0).json().getString("subscription");
    long wanted = append("explained:1", "noted", "explain-wanted");
    long other = append("explained:2", "noted", "explain-other");
    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () ->
                assertThat(explain("" + wanted, subscription).getString("outcome"))
                    .isEqualTo("delivered"));

    assertThat(explain("explain-other-id", subscription).getString("outcome"))
        .isEqualTo("filtered");
    assertThat(explain("1." + before, subscription).getString("outcome")).isEqualTo("before-start");
    assertThat(explain("1.999999", subscription).getString("outcome")).isEqualTo("not-yet");
    assertThat(explain("7.3", subscription).getString("outcome")).isEqualTo("other-epoch");
    assertThat(explain("no-such-event", subscription).getString("outcome")).isEqualTo("unknown");
    assertThat(explain("" + other, "known").getString("outcome")).isEqualTo("unclaimed");
    JsonObject way = explain("explain-wanted-id", null);
    assertThat(way.getInt("wantedBy")).isEqualTo(1);
    assertThat(way.getJsonObject("event").getString("sequencedAt")).isNotEmpty();
    assertThat(Http.get(system.uri(0, "api/explain?event=1&subscription=nobody")).statusCode())
        .isEqualTo(404);

    client.close();
    await()
        .atMost(DEADLINE.multipliedBy(2))
        .until(
            () -> explain(null, subscription).getJsonObject("subscription").containsKey("reason"));
    long late = append("explained:1", "noted", "explain-late");
    JsonObject missed = explain("" + late, subscription);
    assertThat(missed.getString("outcome")).isEqualTo("closed-before");
    assertThat(explain("" + wanted, subscription).getString("outcome")).isEqualTo("delivered");
  }

  @Test
  void aCorrelationIdGoesFromTheRequestToTheSubscribersFrame() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored = subscribe("api/events?metadata=true", frames)) {
      await().atMost(DEADLINE).until(() -> !frames.isEmpty());
      append("correlated:1", "noted", "by-append");
      JsonObject user =
          Http.json(Http.get(system.uri(0, "api/users"))).getJsonArray("users").getJsonObject(0);
      try (Connection connection = system.connect();
          Statement statement = connection.createStatement()) {
        String channel;
        try (ResultSet row = statement.executeQuery("SELECT id FROM channels LIMIT 1")) {
          row.next();
          channel = row.getString(1);
        }
        HttpResponse<String> posted =
            Http.send(
                HttpRequest.newBuilder(system.uri(0, "api/channels/" + channel + "/messages"))
                    .header("Content-Type", "application/json")
                    .header("X-Correlation-ID", "by-chat")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"user_id\":\"" + user.getString("id") + "\",\"content\":\"hi\"}")));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        assertThat(posted.headers().firstValue("X-Correlation-ID")).hasValue("by-chat");
        connection.setAutoCommit(false);
        statement.execute("SET LOCAL commitcast.correlation_id = 'by-sql'");
        statement.execute("UPDATE channels SET name = name || '-x' WHERE id = '" + channel + "'");
        connection.commit();
      }
      for (String id : List.of("by-append", "by-chat", "by-sql")) {
        await()
            .atMost(DEADLINE)
            .until(() -> frames.stream().anyMatch(frame -> id.equals(correlationOf(frame))));
      }
    }
  }

  @Test
  void oneTraceLeadsFromTheRequestOverTheCommitToTheSubscribers() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored =
        subscribe("api/events?stream=traced:1&metadata=true", frames)) {
      await().atMost(DEADLINE).until(() -> !frames.isEmpty());
      HttpResponse<String> appended =
          Http.send(
              HttpRequest.newBuilder(system.uri(0, "api/streams/traced:1/events"))
                  .header("Content-Type", "application/json")
                  .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                  .POST(
                      HttpRequest.BodyPublishers.ofString("[{\"type\":\"traced\",\"data\":{}}]")));
      assertThat(appended.statusCode()).isEqualTo(201);
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                assertThat(traces.find(trace, "commitcast.commit")).isPresent();
                assertThat(traces.find(trace, "commitcast.sequenced")).isPresent();
                assertThat(traces.find(trace, "commitcast.delivered")).isPresent();
                assertThat(traces.ofTrace(trace)).hasSize(4);
              });
    }
    JsonObject commit = traces.find(trace, "commitcast.commit").orElseThrow();
    JsonObject request =
        traces.ofTrace(trace).stream()
            .filter(span -> span.getString("kind", "").equals("SERVER"))
            .findFirst()
            .orElseThrow();
    assertThat(request.getString("parentId")).isEqualTo("00f067aa0ba902b7");
    assertThat(commit.getString("parentId")).isEqualTo(request.getString("id"));
    for (String child : List.of("commitcast.sequenced", "commitcast.delivered")) {
      JsonObject span = traces.find(trace, child).orElseThrow();
      assertThat(span.getString("parentId")).isEqualTo(commit.getString("id"));
      assertThat(span.getJsonObject("tags").getString("messaging.system")).isEqualTo("commitcast");
      assertThat(span.getJsonObject("tags").getString("messaging.destination.name"))
          .isEqualTo("traced:1");
    }
    JsonObject delivered = traces.find(trace, "commitcast.delivered").orElseThrow();
    assertThat(delivered.getJsonObject("tags").getString("commitcast.receivers")).isEqualTo("1");
    Frame event = frames.stream().filter(each -> !each.isControl()).findFirst().orElseThrow();
    assertThat(event.json().getJsonObject("metadata").getString("traceparent"))
        .isEqualTo("00-" + trace + "-" + commit.getString("id") + "-01");
  }

  private static String correlationOf(Frame frame) {
    JsonObject metadata = frame.isControl() ? null : frame.json().getJsonObject("metadata");
    return metadata == null ? null : metadata.getString("correlationId", null);
  }

  @Test
  void everyLineOfTheConsoleIsJsonWithTheSameNames() throws Exception {
    system.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name LIKE 'commitcast %'");
    Http.send("POST", system.uri(0, "api/append"), "{\"nonsense\":");
    await().atMost(DEADLINE).until(() -> ownLines().stream().anyMatch(KnowingIT::isRecovery));

    for (String line : Files.readAllLines(system.node(0).console())) {
      JsonObject json = parse(line);
      assertThat(json).as(line).containsKeys("timestamp", "event");
      if (!json.getString("event").equals("liberty_message")
          && !json.getString("event").equals("liberty_ffdc")) {
        assertThat(json.getString("level")).as(line).isIn("debug", "info", "warn", "error");
        assertThat(json.getString("correlationId")).as(line).isNotEmpty();
        assertThat(json.get("data").getValueType()).as(line).isEqualTo(JsonValue.ValueType.OBJECT);
      }
    }
  }

  private static boolean isRecovery(JsonObject line) {
    return line.getString("event").equals("connection_recovered");
  }

  private static List<JsonObject> ownLines() throws Exception {
    List<JsonObject> lines = new ArrayList<>();
    for (String line : Files.readAllLines(system.node(0).console())) {
      if (line.contains("\"data\":")) {
        lines.add(parse(line));
      }
    }
    return lines;
  }

  private static JsonObject parse(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static EventStreamClient subscribe(String path, List<Frame> frames) throws Exception {
    return EventStreamClient.open(
        system.uri(0, path),
        null,
        frame -> {
          if (frame.data() != null) {
            frames.add(frame);
          }
        });
  }

  /** Answers the event's version; its id is that of the correlation with "-id". */
  private static long append(String stream, String type, String correlation) throws Exception {
    HttpResponse<String> appended =
        Http.send(
            HttpRequest.newBuilder(system.uri(0, "api/streams/" + stream + "/events"))
                .header("Content-Type", "application/json")
                .header("X-Correlation-ID", correlation)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "[{\"id\":\"%s-id\",\"type\":\"%s\",\"data\":{}}]"
                            .formatted(correlation, type))));
    assertThat(appended.statusCode()).as(appended.body()).isBetween(200, 201);
    if (correlation.startsWith("blocked")) {
      return 0;
    }
    long[] version = new long[1];
    await()
        .atMost(DEADLINE)
        .until(
            () -> {
              version[0] =
                  system.number(
                      "SELECT coalesce(max(version), 0) FROM commitcast.events WHERE id = '"
                          + correlation
                          + "-id'");
              return version[0] > 0;
            });
    return version[0];
  }

  private static JsonObject explain(String event, String subscription) throws Exception {
    String query =
        (event == null ? "" : "event=" + event + "&")
            + (subscription == null ? "" : "subscription=" + subscription);
    URI uri = system.uri(0, "api/explain?" + query);
    HttpResponse<String> answer = Http.get(uri);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Http.json(answer);
  }

  private static JsonObject ready() throws Exception {
    return Http.json(Http.get(system.uri(0, "health/ready"))).getJsonArray("checks").stream()
        .map(JsonValue::asJsonObject)
        .filter(check -> check.getString("name").equals("commitcast-listener"))
        .findFirst()
        .orElseThrow()
        .getJsonObject("data");
  }

  private static MetricsPage page() throws Exception {
    return new MetricsPage(
        Http.get(system.uri(0, "metrics?scope=application"), "text/plain").body());
  }
}
