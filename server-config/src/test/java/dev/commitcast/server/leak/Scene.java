package dev.commitcast.server.leak;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What all readers share. Thread-safe.
 *
 * @param client for everything over the network
 * @param timer for what happens later; never blocked
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it is noticed
record Scene(
    List<URI> nodes,
    HttpClient client,
    ScheduledExecutorService timer,
    Cast cast,
    Known known,
    Evidence evidence) {

  /** What was written down, for the judge. */
  record Evidence(
      Queue<Session> sessions,
      Queue<Reading> readings,
      Queue<Refusal> refusals,
      Queue<Naming> namings,
      Queue<String> faults) {
    Evidence() {
      this(
          new ConcurrentLinkedQueue<>(),
          new ConcurrentLinkedQueue<>(),
          new ConcurrentLinkedQueue<>(),
          new ConcurrentLinkedQueue<>(),
          new ConcurrentLinkedQueue<>());
    }
  }

  Figures figures() {
    return known.figures();
  }

  void fault(String sentence) {
    evidence.faults().add(sentence);
  }

  URI node(Random random) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  void later(int millis, Runnable task) {
    Future<?> unused =
        timer.schedule(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                fault("A reader failed: " + e);
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** A ticket for a badge; empty text if the badge is refused. */
  CompletableFuture<String> ticket(URI node, Badge badge) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(node.resolve("api/tickets"))
                .header("Authorization", "Bearer " + badge.token())
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString())
        .thenApply(
            answer -> {
              String ticket = Texts.member(answer.body(), "ticket");
              return ticket == null ? "" : ticket;
            });
  }
}
