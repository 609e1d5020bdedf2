package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.StopMode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The database goes away under load and comes back. */
class DatabaseRestartIT {
  private final long seed = Long.getLong("commitcast.test.seed", System.nanoTime());

  @Test
  @Tag("thorough")
  @Timeout(240)
  void theServerSaysSoReconnectsByItselfAndMissesNothing() throws Exception {
    System.out.println("seed " + seed);
    try (RunningSystem system = RunningSystem.start(1)) {
      RandomWriters writers = new RandomWriters(system, seed);
      writers.prepare();
      long start = system.number("SELECT commitcast.head()");
      Supplier<URI> node = () -> system.uri(0, "api/events");
      try (RestlessSubscriber steady = new RestlessSubscriber(node, "1." + start, 0, seed)) {
        CompletableFuture<Void> load = load(writers);
        for (StopMode mode : StopMode.values()) {
          awaitReadiness(system, 200);
          system.postgres().stop(mode);
          awaitReadiness(system, 503);
          assertThat(status(system.uri(0, "health/live"))).as("live").isEqualTo(200);
          assertThat(newcomer(system, "curl/8")).isEqualTo("503");
          assertThat(newcomer(system, "Mozilla/5.0")).matches("200 retry: [2-5]\\d{3}");
          system.postgres().start();
          awaitReadiness(system, 200);
        }
        load.join();
        await("the log is complete")
            .atMost(Duration.ofSeconds(60))
            .until(() -> system.number("SELECT count(*) FROM commitcast.pending_events") == 0);
        long head = system.number("SELECT commitcast.head()");
        await("the subscriber has seen version " + head)
            .atMost(Duration.ofSeconds(60))
            .until(() -> steady.lastVersion() >= head);
        System.out.printf(
            "%d commits, %d events, %d failed transactions, %d connections%n",
            writers.commits(), head - start, writers.failures(), steady.connections());
        assertThat(steady.reset()).isNull();
        assertThat(steady.connections()).as("the subscriber stayed connected").isEqualTo(1);
        new Oracle(system).check(steady.events(), start + 1, "steady, seed " + seed);
      }
    }
  }

  private static CompletableFuture<Void> load(RandomWriters writers) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            writers.run(8, Duration.ofSeconds(15));
          } catch (Exception e) {
            throw new CompletionException("The load ended early.", e);
          }
        });
  }

  private static void awaitReadiness(RunningSystem system, int status) {
    await("readiness answers " + status)
        .atMost(Duration.ofSeconds(30))
        .until(() -> status(system.uri(0, "health/ready")) == status);
  }

  /** A browser's event source would give up for good on the status that others get. */
  private static String newcomer(RunningSystem system, String agent) throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection) system.uri(0, "api/events").toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(40_000);
    connection.setRequestProperty("Accept", "text/event-stream");
    connection.setRequestProperty("User-Agent", agent);
    if (connection.getResponseCode() != 200) {
      return Integer.toString(connection.getResponseCode());
    }
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      return "200 " + lines.readLine();
    }
  }

  private static int status(URI uri) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(10_000);
    return connection.getResponseCode();
  }
}
