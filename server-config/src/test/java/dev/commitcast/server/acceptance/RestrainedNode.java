package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A node whose callers may take little, and what is asked of it. */
final class RestrainedNode {
  static final Duration SOON = Duration.ofSeconds(30);

  /** As a ticket is formed, and none that was issued. */
  static final String GUESS = "x".repeat(42) + "A";

  private static RunningSystem system;

  private RestrainedNode() {}

  /**
   * Starts it.
   *
   * @param origin whose pages may use it
   */
  static void start(String origin) {
    system =
        RunningSystem.start(
            1,
            Map.of(
                "COMMITCAST_LIMITS_CONNECTIONS_PER_USER", "3",
                "COMMITCAST_LIMITS_REQUESTS_PER_SECOND", "50",
                "COMMITCAST_LIMITS_APPENDS_PER_SECOND", "5",
                "COMMITCAST_LIMITS_BAD_TICKETS_PER_SECOND", "1",
                "COMMITCAST_LIMITS_BAD_TOKENS_PER_SECOND", "20",
                "COMMITCAST_LIMITS_BURST", "1s",
                // by which a client that has gone is noticed
                "COMMITCAST_HUB_HEARTBEAT", "1s",
                "COMMITCAST_HTTP_ORIGINS", origin),
            List.of());
  }

  static RunningSystem system() {
    return system;
  }

  static MetricsPage metrics() throws Exception {
    return new MetricsPage(
        Http.get(system.uri(0, "metrics?scope=application"), "text/plain").body());
  }

  static HttpResponse<String> guessUntilRefused(String path) {
    return guessUntil(path, "application/json", 429);
  }

  /** Until the answer to a guess is that of one which nobody has looked at. */
  static HttpResponse<String> guessUntil(String path, String accept, int status) {
    List<HttpResponse<String>> answers = new ArrayList<>();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              answers.add(
                  Http.send(request(path + "?ticket=" + GUESS).GET().header("Accept", accept)));
              return answers.get(answers.size() - 1).statusCode() == status;
            });
    assertThat(answers).extracting(HttpResponse::statusCode).containsAnyOf(401, status);
    return answers.get(answers.size() - 1);
  }

  static EventStreamClient openStream() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    EventStreamClient client =
        EventStreamClient.open(system.uri(0, "api/events"), null, frames::add);
    // a refusal is no stream that this client can read, and ends its thread
    await()
        .dontCatchUncaughtExceptions()
        .atMost(SOON)
        .until(() -> client.hasEnded() || frames.stream().anyMatch(f -> f.type().equals("resume")));
    if (client.hasEnded()) {
      client.close();
      throw new AssertionError("The stream was refused.");
    }

    return client;
  }

  static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(system.uri(0, path));
  }

  static HttpRequest.Builder get(String path) {
    return request(path).GET().header("Accept", "application/json, */*;q=0.1");
  }

  static HttpRequest.Builder as(Map<String, String> who, String path) {
    HttpRequest.Builder request = get(path);
    who.forEach(request::header);
    return request;
  }

  static HttpRequest.Builder append(String type) {
    return request("api/streams/limited:1/events")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"type\": \"" + type + "\"}"));
  }

  /** The tests share the bucket of this machine, so some of them find it empty. */
  static HttpResponse<String> patiently(HttpRequest.Builder request) {
    return patientlyBut("", request);
  }

  static HttpResponse<String> patientlyBut(String limit, HttpRequest.Builder request) {
    List<HttpResponse<String>> answers = new ArrayList<>();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              HttpResponse<String> answer = Http.send(request);
              answers.add(answer);
              return answer.statusCode() != 429
                  || Http.json(answer).getString("limit").equals(limit);
            });
    return answers.get(answers.size() - 1);
  }

  /** As often as it takes until one is told to wait; a busy machine asks too slowly at first. */
  static List<HttpResponse<String>> atOnceUntilRefused(
      int count, Callable<HttpResponse<String>> request) {
    List<HttpResponse<String>> answers = new CopyOnWriteArrayList<>();
    await()
        .atMost(SOON.multipliedBy(2))
        .until(
            () -> {
              answers.addAll(atOnce(count, request));
              return answers.stream().anyMatch(answer -> answer.statusCode() == 429);
            });
    return answers;
  }

  static List<HttpResponse<String>> atOnce(int count, Callable<HttpResponse<String>> request)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (Future<HttpResponse<String>> each :
          clients.invokeAll(Collections.nCopies(count, request))) {
        answers.add(each.get());
      }

      return answers;
    } finally {
      clients.shutdownNow();
    }
  }
}
