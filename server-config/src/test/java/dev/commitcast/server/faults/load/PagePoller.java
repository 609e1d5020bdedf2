package dev.commitcast.server.faults.load;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads the log page by page, waiting at its end, on any node. */
public final class PagePoller implements Subscriber {
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Nodes nodes;
  private final Mailbox mailbox;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private String after;

  /**
   * Begins at once.
   *
   * @param from the cursor after which it begins
   */
  public PagePoller(String name, Nodes nodes, String from) {
    this.nodes = nodes;
    this.after = from;
    this.mailbox = new Mailbox(name);
    this.thread = new Thread(this::live, name);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  @Override
  public Mailbox mailbox() {
    return mailbox;
  }

  private void live() {
    try {
      while (stop.getCount() > 0) {
        if (!page()) {
          nodes.failed();
          stop.await(100, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean page() throws InterruptedException {
    URI uri = nodes.next().resolve("api/events?limit=500&wait=1&after=" + after);
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("Accept", "application/json")
                  .timeout(PATIENCE)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return take(answer);
    } catch (IOException expected) {
      // this node is away, or too slow; the next one may answer
      return false;
    }
  }

  private boolean take(HttpResponse<String> answer) {
    if (answer.statusCode() == 410) {
      mailbox.reset(answer.body());
      after = json(answer).getString("oldest");
      return true;
    }
    if (answer.statusCode() != 200) {
      return false;
    }
    mailbox.connected();
    JsonObject page = json(answer);
    after = page.getString("next");
    for (JsonValue event : page.getJsonArray("events")) {
      mailbox.take(Received.of(Received.epochOf(after), event.asJsonObject()));
    }
    return true;
  }

  private static JsonObject json(HttpResponse<String> answer) {
    try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
      return reader.readObject();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    thread.interrupt();
    thread.join(10_000);
  }
}
