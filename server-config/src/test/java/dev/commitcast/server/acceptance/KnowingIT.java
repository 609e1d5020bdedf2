package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a running node tells of itself: metrics, health, log lines, explanations. */
@Timeout(240)
class KnowingIT {
  private static final Duration DEADLINE = TalkativeNode.DEADLINE;
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(commitcast_\\w+)` \\| (\\w+) \\|([^|]*)\\|");

  private static TalkativeNode node;
  private static RunningSystem system;

  @BeforeAll
  static void start() throws Exception {
    node = new TalkativeNode();
    system = node.system();
    Http.send(
        "POST",
        system.uri(0, "api/subscriptions"),
        "{\"name\":\"known\",\"from\":\"beginning\",\"filter\":{\"types\":[\"noted\"]}}");
    system.execute("INSERT INTO commitcast.projections (name) VALUES ('known')");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void theListOfMetricsIsThatOfARunningNode() throws Exception {
    node.append("metrics:1", "noted", "metrics-test");
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
              MetricsPage page = node.page();
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
    try (EventStreamClient ignored = node.subscribe("api/events?stream=way:1", frames)) {
      await().atMost(DEADLINE).until(() -> !frames.isEmpty());
      node.append("way:1", "noted", "way-test");
      await().atMost(DEADLINE).until(() -> frames.stream().anyMatch(each -> !each.isControl()));
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                MetricsPage page = node.page();
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
      node.append("blocked:1", "noted", "blocked-test");
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                JsonObject data = node.ready();
                assertThat(data.getInt("blockedByPid", 0)).isEqualTo((int) pid);
                assertThat(data.getString("blockedByApplication")).isEqualTo("the culprit");
                assertThat(data.getString("blockedByState")).isEqualTo("idle in transaction");
                assertThat(data).containsKey("blockedSince");
                assertThat(data.getInt("pending")).isPositive();
              });
      JsonObject way = node.explain("blocked-test-id", null).getJsonObject("event");
      assertThat(way.getString("standing")).isEqualTo("pending");
      assertThat(way.getString("because")).contains("backend " + pid + " (the culprit)");
      culprit.rollback();
    }
    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () -> {
              JsonObject data = node.ready();
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
    long before = node.append("explained:1", "noted", "explain-before");
    EventStreamClient client = node.subscribe("api/events?stream=explained:1", frames);
    await().atMost(DEADLINE).until(() -> !frames.isEmpty());
    String subscription = frames.get(0).json().getString("subscription");
    long wanted = node.append("explained:1", "noted", "explain-wanted");
    long other = node.append("explained:2", "noted", "explain-other");
    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () ->
                assertThat(node.explain("" + wanted, subscription).getString("outcome"))
                    .isEqualTo("delivered"));

    assertThat(node.explain("explain-other-id", subscription).getString("outcome"))
        .isEqualTo("filtered");
    assertThat(node.explain("1." + before, subscription).getString("outcome"))
        .isEqualTo("before-start");
    assertThat(node.explain("1.999999", subscription).getString("outcome")).isEqualTo("not-yet");
    assertThat(node.explain("7.3", subscription).getString("outcome")).isEqualTo("other-epoch");
    assertThat(node.explain("no-such-event", subscription).getString("outcome"))
        .isEqualTo("unknown");
    assertThat(node.explain("" + other, "known").getString("outcome")).isEqualTo("unclaimed");
    JsonObject way = node.explain("explain-wanted-id", null);
    assertThat(way.getInt("wantedBy")).isEqualTo(1);
    assertThat(way.getJsonObject("event").getString("sequencedAt")).isNotEmpty();
    assertThat(Http.get(system.uri(0, "api/explain?event=1&subscription=nobody")).statusCode())
        .isEqualTo(404);

    client.close();
    AtomicInteger further = new AtomicInteger();
    await()
        .atMost(DEADLINE.multipliedBy(2))
        .until(
            () -> {
              // that it has gone is noticed by a write to it
              node.append("explained:1", "noted", "explain-more-" + further.incrementAndGet());
              return node.explain(null, subscription)
                  .getJsonObject("subscription")
                  .containsKey("reason");
            });
    long late = node.append("explained:1", "noted", "explain-late");
    JsonObject missed = node.explain("" + late, subscription);
    assertThat(missed.getString("outcome")).isEqualTo("closed-before");
    assertThat(node.explain("" + wanted, subscription).getString("outcome")).isEqualTo("delivered");
  }

  @Test
  void aCorrelationIdGoesFromTheRequestToTheSubscribersFrame() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient ignored = node.subscribe("api/events?metadata=true", frames)) {
      await().atMost(DEADLINE).until(() -> !frames.isEmpty());
      node.append("correlated:1", "noted", "by-append");
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
        statement.execute(
            "UPDATE messages SET content = content || '!' WHERE channel_id = '" + channel + "'");
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
        node.subscribe("api/events?stream=traced:1&metadata=true", frames)) {
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
                assertThat(node.traces().find(trace, "commitcast.commit")).isPresent();
                assertThat(node.traces().find(trace, "commitcast.sequenced")).isPresent();
                assertThat(node.traces().find(trace, "commitcast.delivered")).isPresent();
                assertThat(node.traces().ofTrace(trace)).hasSize(4);
              });
    }
    JsonObject commit = node.traces().find(trace, "commitcast.commit").orElseThrow();
    JsonObject request =
        node.traces().ofTrace(trace).stream()
            .filter(span -> span.getString("kind", "").equals("SERVER"))
            .findFirst()
            .orElseThrow();
    assertThat(request.getString("parentId")).isEqualTo("00f067aa0ba902b7");
    assertThat(commit.getString("parentId")).isEqualTo(request.getString("id"));
    for (String child : List.of("commitcast.sequenced", "commitcast.delivered")) {
      JsonObject span = node.traces().find(trace, child).orElseThrow();
      assertThat(span.getString("parentId")).isEqualTo(commit.getString("id"));
      assertThat(span.getJsonObject("tags").getString("messaging.system")).isEqualTo("commitcast");
      assertThat(span.getJsonObject("tags").getString("messaging.destination.name"))
          .isEqualTo("traced:1");
    }
    JsonObject delivered = node.traces().find(trace, "commitcast.delivered").orElseThrow();
    // those of other tests may not have been found to be gone yet
    assertThat(Integer.parseInt(delivered.getJsonObject("tags").getString("commitcast.receivers")))
        .isPositive();
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
            + " WHERE application_name LIKE 'commitcast listener %'");
    Http.send("POST", system.uri(0, "api/append"), "{\"nonsense\":");
    await().atMost(DEADLINE).until(() -> node.ownLines().stream().anyMatch(KnowingIT::isRecovery));

    for (String line : node.consoleLines()) {
      JsonObject json = TalkativeNode.parse(line);
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
}
