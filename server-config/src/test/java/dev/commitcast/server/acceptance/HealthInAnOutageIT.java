package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.server.faults.proxy.Direction;
import dev.commitcast.server.faults.proxy.TcpProxy;
import dev.commitcast.server.liberty.LibertyNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that takes everything and answers nothing, and clients that do not stop asking. */
@Timeout(360)
class HealthInAnOutageIT {
  private static final int CLIENTS = 150;
  private static final Duration OUTAGE = Duration.ofSeconds(12);
  private static final Duration START = Duration.ofSeconds(30);
  private static final List<String> HEALTH = List.of("health/ready", "health/live");
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Less than the outage: whoever waits for the database exceeds it, a busy machine does not. */
  private static final Duration SLOWEST = Duration.ofSeconds(10);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static LocalPostgres postgres;
  private static TcpProxy proxy;
  private static LibertyNode node;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.builder().start();
    PostgresDatabase database = postgres.database();
    proxy = TcpProxy.to(database.host(), database.port(), 1);
    node =
        LibertyNode.start(
            database,
            Map.of("MP_CONFIG_PROFILE", "dev", "POSTGRES_PORT", Integer.toString(proxy.port())));
  }

  @AfterAll
  static void stop() {
    // what could not start is not there, and is told of by the start
    if (node != null) {
      node.close();
    }
    if (proxy != null) {
      proxy.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void healthAnswersAtOnceWhileRequestsWaitForADatabaseThatHangs() throws Exception {
    URI page = node.uri().resolve("api/events?after=0&limit=1");
    assertThat(ask(page, START).get().statusCode()).isEqualTo(200);
    // the first answer of all loads what it needs, which says nothing about waiting
    HEALTH.forEach(path -> assertThat(ask(node.uri().resolve(path), START).join()).isNotNull());
    proxy.silence(EnumSet.allOf(Direction.class));
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      waiting.add(ask(page, Duration.ofSeconds(180)));
    }
    assertABrowsersStreamIsToldToComeAgain();
    List<Long> took = new ArrayList<>();
    long end = System.nanoTime() + OUTAGE.toNanos();
    while (System.nanoTime() < end) {
      for (String path : HEALTH) {
        took.add(millisOf(node.uri().resolve(path)));
      }
    }
    LongSummaryStatistics answers = took.stream().mapToLong(Long::longValue).summaryStatistics();
    System.out.println("Milliseconds to answers of health: " + answers);
    assertThat(answers.getMax())
        .as("milliseconds to the slowest of %d answers of health", answers.getCount())
        .isLessThan(SLOWEST.toMillis());

    proxy.pass();
    await("requests are answered again")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> ask(page, PATIENCE).get().statusCode() == 200);
    for (CompletableFuture<HttpResponse<String>> each : waiting) {
      assertThat(each.get().statusCode()).isIn(200, 503);
    }
  }

  /** Its event source would give up for good on the status that others get. */
  private static void assertABrowsersStreamIsToldToComeAgain() {
    await("who is no browser is refused")
        .atMost(OUTAGE.multipliedBy(3))
        .ignoreExceptions()
        .until(() -> stream("curl/8.5").statusCode() == 503);
    await("a browser is told when to come again")
        .atMost(OUTAGE.multipliedBy(3))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = stream("Mozilla/5.0");
              assertThat(answer.statusCode()).isEqualTo(200);
              assertThat(answer.body()).matches("(?s)retry: [2-5]\\d{3}\n: .*\n\n");
            });
  }

  private static HttpResponse<String> stream(String agent) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.uri().resolve("api/events"))
            .header("Accept", "text/event-stream")
            .header("User-Agent", agent)
            .timeout(PATIENCE)
            .build();
    return CLIENT
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** How long the answer took, whatever it was. */
  private static long millisOf(URI uri) throws InterruptedException {
    long asked = System.nanoTime();
    try {
      assertThat(ask(uri, SLOWEST).get().statusCode()).isIn(200, 503);
    } catch (ExecutionException silent) {
      return Duration.ofNanos(System.nanoTime() - asked).plus(SLOWEST).toMillis();
    }
    return Duration.ofNanos(System.nanoTime() - asked).toMillis();
  }

  private static CompletableFuture<HttpResponse<String>> ask(URI uri, Duration patience) {
    return CLIENT.sendAsync(
        HttpRequest.newBuilder(uri).header("Accept", "application/json").timeout(patience).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
