package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is promised of channels over HTTP, on a node that others have started. Stateless. */
final class NotificationsOverHttp {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private NotificationsOverHttp() {}

  static void hold(RunningSystem system) throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient client =
        EventStreamClient.open(
            system.uri(0, "api/notifications?channel=Prices&channel=st%C3%B6cke"),
            null,
            frames::add)) {
      await("the greeting").atMost(DEADLINE).until(() -> !frames.isEmpty());
      notify(system, "{\"channel\":\"Prices\",\"payload\":\"a\\r\\nb\\n\\ndata: c\"}", 204);
      notify(system, "{\"channel\":\"st\u00f6cke\",\"payload\":{\"sku\":7}}", 204);
      notify(system, "{\"channel\":\"prices\",\"payload\":\"nobody hears\"}", 204);
      await("notifications").atMost(DEADLINE).until(() -> named(frames).size() >= 2);

      assertThat(named(frames)).extracting(Frame::type).containsExactly("Prices", "st\u00f6cke");
      assertThat(named(frames))
          .extracting(Frame::data)
          .containsExactly("a\nb\n\ndata: c", "{\"sku\":7}");
      assertThat(listener(system).getJsonArray("channels").toString())
          .contains("\"Prices\"", "\"st\u00f6cke\"");
      assertThat(listener(system).getString("state")).isEqualTo("LISTENING");
      assertThat(listener(system).getBoolean("leads")).isTrue();
      assertThat(listener(system).getString("leader"))
          .isEqualTo(listener(system).getString("node"));
      assertThat(client.hasEnded()).isFalse();

      system.execute(
          "SELECT pg_terminate_backend(%d)".formatted(listener(system).getInt("backendPid")));
      await("the gap")
          .atMost(DEADLINE)
          .until(() -> named(frames).stream().anyMatch(frame -> frame.type().equals("gap")));
    }
    notify(system, "{\"channel\":\"commitcast_log\",\"payload\":\"1\"}", 422);
    notify(system, "{\"channel\":\"%s\",\"payload\":\"1\"}".formatted("x".repeat(64)), 422);
    notify(system, "{\"channel\":\"c\",\"payload\":\"%s\"}".formatted("x".repeat(8_000)), 422);
    notify(system, "{\"channel\":\"c\"}", 422);
    assertThat(Http.get(system.uri(0, "api/notifications"), "text/event-stream").statusCode())
        .isEqualTo(400);
    assertThat(Http.get(system.uri(0, "api/notifications?channel=c")).statusCode()).isEqualTo(406);
    await("no channel is left")
        .atMost(DEADLINE)
        .until(
            () -> {
              // that a client has gone is noticed by the next write to it
              notify(system, "{\"channel\":\"Prices\",\"payload\":\"\"}", 204);
              notify(system, "{\"channel\":\"st\u00f6cke\",\"payload\":\"\"}", 204);
              String left = listener(system).getJsonArray("channels").toString();
              return !left.contains("\"Prices\"") && !left.contains("\"st\u00f6cke\"");
            });
  }

  private static List<Frame> named(List<Frame> frames) {
    return frames.stream().filter(frame -> frame.data() != null).toList();
  }

  private static JsonObject listener(RunningSystem system) throws Exception {
    return Http.json(Http.get(system.uri(0, "api/listener")));
  }

  private static void notify(RunningSystem system, String body, int status) throws Exception {
    HttpResponse<String> answer = Http.send("POST", system.uri(0, "api/notifications"), body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }
}
