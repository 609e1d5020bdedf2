package dev.commitcast.server.acceptance;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything that can keep a node from stopping, at once: subscribers that read, that are slow and
 * that have stopped reading, consumers of a persistent subscription, writers, long polls, an
 * import, and bodies that never end. Remembers what each was told. Thread-safe.
 */
final class BusyNode implements AutoCloseable {
  private static final int WRITERS = 4;
  private static final int POLLS = 10;
  private static final int BODIES = 10;
  private static final int CONSUMERS = 2;
  private static final int IMPORTED = 30_000;

  private final RunningSystem system;
  private final int node;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final List<EventStreamClient> readers = new ArrayList<>();
  private final List<EventStreamClient> stalled = new ArrayList<>();
  private final List<Socket> bodies = new ArrayList<>();
  private final Map<Integer, Long> retries = new ConcurrentHashMap<>();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final List<String> accepted = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger written = new AtomicInteger();
  private final CountDownLatch pollsAnswered = new CountDownLatch(POLLS);
  private volatile boolean stopping;
  private volatile boolean ended;

  BusyNode(RunningSystem system, int node) {
    this.system = system;
    this.node = node;
  }

  /** Requests whose bodies never come; the server's own command waits for them. */
  void withholdBodies() throws IOException {
    for (int i = 0; i < BODIES; i++) {
      bodies.add(unfinished());
    }
  }

  void begin(int subscribers) throws Exception {
    for (int i = 0; i < subscribers; i++) {
      int number = i;
      // some get everything, the most what one application writes
      String stream = "api/events?after=now" + (i % 10 < 3 ? "" : "&type=Busy");
      boolean slow = i % 10 == 1;
      if (i % 10 == 0) {
        EventStreamClient silent =
            EventStreamClient.openNarrow(system.uri(node, stream), null, frame -> {});
        silent.stopReading();
        stalled.add(silent);
      } else {
        readers.add(
            EventStreamClient.open(
                system.uri(node, stream), null, frame -> take(number, slow, frame)));
      }
    }
    consume();
    for (int i = 0; i < POLLS; i++) {
      threads.execute(this::poll);
    }
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      threads.execute(() -> write(writer));
    }
    startImport();
  }

  private void take(int number, boolean slow, Frame frame) {
    if (frame.type().equals("drain")) {
      retries.put(number, frame.retry());
    } else if (slow && !stopping) {
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void consume() throws Exception {
    HttpResponse<String> created =
        Http.send(
            "POST",
            system.uri(node, "api/subscriptions"),
            "{\"name\":\"busy-" + node + "\",\"filter\":{\"types\":[\"Busy\"]}}");
    if (created.statusCode() != 201) {
      throw new IllegalStateException("No subscription: " + created.body());
    }
    for (int i = 0; i < CONSUMERS; i++) {
      readers.add(
          EventStreamClient.open(
              system.uri(node, "api/subscriptions/busy-" + node + "/events"), null, frame -> {}));
    }
  }

  /** A request whose body goes on for ever and never comes. */
  private Socket unfinished() throws IOException {
    URI uri = system.uri(node, "api/streams/unfinished/events");
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    String head =
        "POST "
            + uri.getPath()
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 5000\r\n\r\n[{\"type\":";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void poll() {
    try {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(system.uri(node, "api/events?type=Never&after=now&wait=60"))
                  .header("Accept", "application/json")
                  .GET());
      count("poll " + answer.statusCode(), answer);
    } catch (IOException e) {
      count("poll cut off");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pollsAnswered.countDown();
    }
  }

  private void write(int writer) {
    while (!ended) {
      String id = "busy-" + node + "-" + writer + "-" + written.incrementAndGet();
      try {
        HttpResponse<String> answer =
            send(
                HttpRequest.newBuilder(system.uri(node, "api/streams/busy:" + writer + "/events"))
                    .header("Content-Type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"id\":\"" + id + "\",\"type\":\"Busy\"}")));
        if (answer.statusCode() == 201) {
          accepted.add(id);
        } else {
          count("write " + answer.statusCode(), answer);
        }
      } catch (ConnectException e) {
        // the port is closed: this node is gone
        return;
      } catch (IOException e) {
        count("write cut off" + (stopping ? "" : " before the stop"));
        if (stopping) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void startImport() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < IMPORTED; i++) {
      lines
          .append("{\"id\":\"import-" + node + "-" + i + "\",\"stream\":\"imported:" + i % 50)
          .append("\",\"type\":\"Imported\",\"data\":{\"n\":" + i + "}}\n");
    }
    HttpResponse<String> begun =
        client.send(
            HttpRequest.newBuilder(system.uri(node, "api/transfers?format=jsonl&name=busy"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (begun.statusCode() != 202) {
      throw new IllegalStateException("No import: " + begun.body());
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.timeout(Duration.ofSeconds(70)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private void count(String what, HttpResponse<String> answer) {
    boolean bare =
        answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isEmpty();
    count(what + (bare ? " without Retry-After" : ""));
  }

  private void count(String what) {
    answers.merge(what, 1, Integer::sum);
  }

  /** From now on it is no wonder if a connection ends. */
  void expectTheStop() {
    stopping = true;
  }

  boolean hasWritten(int events) {
    return accepted.size() >= events;
  }

  /** Whether everybody who reads has been let go. */
  boolean hasLetGo() {
    return readers.stream().allMatch(EventStreamClient::hasEnded) && pollsAnswered.getCount() == 0;
  }

  /** The time to reconnect that each subscriber was told at the end. */
  List<Long> retries() {
    return List.copyOf(retries.values());
  }

  /** What requests were told that were not simply done, and how often. */
  Map<String, Integer> answers() {
    return Map.copyOf(answers);
  }

  /** The ids of the events that a writer was told are stored. */
  List<String> accepted() {
    return List.copyOf(accepted);
  }

  int readers() {
    return readers.size() - CONSUMERS;
  }

  @Override
  public void close() throws IOException {
    ended = true;
    threads.shutdownNow();
    for (Socket body : bodies) {
      body.close();
    }
    readers.forEach(EventStreamClient::close);
    stalled.forEach(EventStreamClient::close);
  }
}
