package dev.commitcast.server.liberty;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a starting server until it is ready, has ended or has failed. Used by one thread, once. */
final class Readiness {
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final HttpRequest question;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ServerLog log;
  private final Process process;
  private String lastAnswer = "no answer yet";

  Readiness(URI server, ServerLog log, Process process) {
    this.question =
        HttpRequest.newBuilder(server.resolve("health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    this.log = log;
    this.process = process;
  }

  void await(Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    try {
      while (!ready()) {
        Optional<String> failure = log.failure();
        boolean ended = process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        if (ended || failure.isPresent()) {
          throw new ServerException(
              "The server did not start. "
                  + log.failure().map(words -> "It says: " + words).orElse("See " + log.file()));
        }
        if (System.nanoTime() > end) {
          throw new ServerException(
              "The server was not ready within "
                  + deadline.toSeconds()
                  + " s. Its last word on /health/ready was: "
                  + lastAnswer);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("Interrupted while waiting for the server.", e);
    }
  }

  private boolean ready() throws InterruptedException {
    try {
      HttpResponse<String> answer = client.send(question, HttpResponse.BodyHandlers.ofString());
      lastAnswer = answer.body();
      return answer.statusCode() == 200;
    } catch (IOException expected) {
      // the port is not open yet
      return false;
    }
  }
}
