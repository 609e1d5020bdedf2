package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node that is asked for everything that it tells of itself, and where its spans go. */
final class TalkativeNode implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private final TraceReceiver traces;
  private final RunningSystem system;

  TalkativeNode() throws IOException {
    traces = new TraceReceiver();
    Map<String, String> environment = new HashMap<>(traces.environment());
    environment.put("COMMITCAST_METRICS_SAMPLE_EVERY", "1s");
    system = RunningSystem.start(1, environment, List.of());
  }

  RunningSystem system() {
    return system;
  }

  TraceReceiver traces() {
    return traces;
  }

  @Override
  public void close() {
    system.close();
    traces.close();
  }

  EventStreamClient subscribe(String path, List<Frame> frames) throws Exception {
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
  long append(String stream, String type, String correlation) throws Exception {
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

  JsonObject explain(String event, String subscription) throws Exception {
    String query =
        (event == null ? "" : "event=" + event + "&")
            + (subscription == null ? "" : "subscription=" + subscription);
    URI uri = system.uri(0, "api/explain?" + query);
    HttpResponse<String> answer = Http.get(uri);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Http.json(answer);
  }

  JsonObject ready() throws Exception {
    return Http.json(Http.get(system.uri(0, "health/ready"))).getJsonArray("checks").stream()
        .map(JsonValue::asJsonObject)
        .filter(check -> check.getString("name").equals("commitcast-listener"))
        .findFirst()
        .orElseThrow()
        .getJsonObject("data");
  }

  MetricsPage page() throws Exception {
    return new MetricsPage(
        Http.get(system.uri(0, "metrics?scope=application"), "text/plain").body());
  }

  static JsonObject parse(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  /** What the node has printed so far, without a last line that is not complete yet. */
  List<String> consoleLines() throws IOException {
    String text = new String(Files.readAllBytes(system.node(0).console()), StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  List<JsonObject> ownLines() throws Exception {
    List<JsonObject> lines = new ArrayList<>();
    for (String line : consoleLines()) {
      if (line.contains("\"data\":")) {
        lines.add(parse(line));
      }
    }
    return lines;
  }
}
