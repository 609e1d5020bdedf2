package dev.commitcast.server.leak;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Somebody who asks again and again, as this user or that: pages, long polls, streams, events. */
final class PageReader {
  private final Scene scene;
  private final Random random;

  PageReader(Scene scene, long seed) {
    this.scene = scene;
    this.random = new Random(seed);
  }

  void run(BooleanSupplier goesOn) throws IOException, InterruptedException {
    while (goesOn.getAsBoolean()) {
      Badge badge = scene.cast().badge(any(scene.cast().users));
      int dice = random.nextInt(20);
      if (dice < 9) {
        page(badge, wish(badge), (long) (random.nextDouble() * scene.known().head()), "");
      } else if (dice < 12) {
        // near the end of the log, where there is something to wait for
        page(badge, wish(badge), scene.known().head() - random.nextInt(3), "&wait=1");
      } else if (dice < 16) {
        Optional<String> stream = scene.known().stream(random);
        if (stream.isPresent()) {
          stream(badge, stream.get());
        }
      } else {
        Optional<String> event = scene.known().event(random);
        if (event.isPresent()) {
          event(badge, event.get());
        }
      }
    }
  }

  private Wish wish(Badge badge) {
    return switch (random.nextInt(6)) {
      case 0 -> Wish.ofRoom("channel:" + any(scene.cast().channels));
      case 1 -> scene.known().roomOf(badge.user()).map(Wish::ofRoom).orElse(Wish.ALL);
      case 2 -> Wish.ofType("message_change");
      case 3 -> Wish.ofCategory("channel_members");
      default -> Wish.ALL;
    };
  }

  private String any(java.util.List<String> all) {
    return all.get(random.nextInt(all.size()));
  }

  private void page(Badge badge, Wish wish, long after, String wait)
      throws IOException, InterruptedException {
    long from = scene.known().head();
    HttpResponse<String> answer =
        get(
            badge,
            "api/events?after=1."
                + Math.max(0, after)
                + "&limit="
                + (1 + random.nextInt(random.nextBoolean() ? 20 : 1_000))
                + wish.query()
                + wait);
    long answeredAt = System.currentTimeMillis();
    if (refused(answer, badge, wish.room().orElse(""), from)) {
      return;
    }
    JsonObject page = json(answer);
    scene.known().head(Texts.version(page.getString("head")));
    String way = wait.isEmpty() ? "page" : Reading.LONG_POLL;
    scene.figures().count(way + "s");
    note(
        new Reading(
            way,
            badge,
            wish,
            Optional.empty(),
            Math.max(0, after),
            Texts.version(page.getString("next")),
            from,
            answeredAt,
            new Received()),
        page);
  }

  private void stream(Badge badge, String stream) throws IOException, InterruptedException {
    long from = scene.known().head();
    boolean backwards = random.nextBoolean();
    HttpResponse<String> answer =
        get(
            badge,
            "api/streams/"
                + URLEncoder.encode(stream, StandardCharsets.UTF_8)
                + "/events?limit=1000"
                + (backwards ? "&direction=backwards" : ""));
    if (refused(answer, badge, "", from)) {
      return;
    }
    scene.figures().count("streams read");
    note(
        new Reading(
            "stream " + stream,
            badge,
            Wish.ALL,
            Optional.of(stream),
            0,
            0,
            from,
            System.currentTimeMillis(),
            new Received()),
        json(answer));
  }

  private void event(Badge badge, String id) throws IOException, InterruptedException {
    long from = scene.known().head();
    HttpResponse<String> answer = get(badge, "api/events/" + id);
    scene.figures().count("single events " + answer.statusCode());
    if (answer.statusCode() == 404) {
      scene
          .evidence()
          .refusals()
          .add(new Refusal(badge, 404, id, from, System.currentTimeMillis()));
    } else if (!refused(answer, badge, "", from)) {
      Reading reading =
          new Reading(
              "event",
              badge,
              Wish.ALL,
              Optional.of(id),
              -1,
              0,
              from,
              System.currentTimeMillis(),
              new Received());
      note(reading, json(answer));
    }
  }

  private void note(Reading reading, JsonObject answer) {
    if (answer.containsKey("events")) {
      for (JsonValue event : answer.getJsonArray("events")) {
        note(reading, event.asJsonObject(), event.toString());
      }
    } else {
      note(reading, answer, answer.toString());
    }
    scene.evidence().readings().add(reading);
  }

  private void note(Reading reading, JsonObject event, String json) {
    String room = event.getString("room", null);
    String foreign = Texts.foreignId(json, room);
    if (foreign != null) {
      scene.fault("An answer names " + foreign + ": " + json);
    }
    reading.received().add(event.getInt("version", 0), Received.mark(event.getString("id"), room));
  }

  /** Whether it was refused, which is written down. */
  private boolean refused(HttpResponse<String> answer, Badge badge, String what, long from) {
    int status = answer.statusCode();
    if (status == 200) {
      return false;
    }
    if (status == 401) {
      scene.cast().renew(badge);
    }
    if (status == 401 || status == 403) {
      scene
          .evidence()
          .refusals()
          .add(new Refusal(badge, status, what, from, System.currentTimeMillis()));
    } else if (status != 429 && status != 503) {
      scene.fault(answer.uri() + " answered " + status + ": " + answer.body());
    }
    scene.figures().count("requests refused " + status);
    return true;
  }

  private HttpResponse<String> get(Badge badge, String path)
      throws IOException, InterruptedException {
    URI uri = scene.node(random).resolve(path);
    long began = System.nanoTime();
    try {
      return scene
          .client()
          .send(
              HttpRequest.newBuilder(uri)
                  .header("Accept", "application/json")
                  .header("Authorization", "Bearer " + badge.token())
                  .timeout(Duration.ofSeconds(60))
                  .build(),
              BodyHandlers.ofString());
    } finally {
      scene.figures().count("requests");
      scene.figures().count("requests' millis", (System.nanoTime() - began) / 1_000_000);
    }
  }

  private static JsonObject json(HttpResponse<String> answer) {
    try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
      return reader.readObject();
    }
  }
}
