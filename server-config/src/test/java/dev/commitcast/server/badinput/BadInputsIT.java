package dev.commitcast.server.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.server.liberty.LibertyNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bad requests to every endpoint of the document and bad notifications to the log's channels.
 * {@code -Dcommitcast.badinputs=1000} sends so many to each, others each time; {@code
 * -Dcommitcast.badinputs.seed} repeats a run.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class BadInputsIT {
  private static final int FEW = 25;
  private static final int EACH = Integer.getInteger("commitcast.badinputs", FEW);

  /** The same few in every build, which tells of its change and not of luck; longer runs search. */
  private static final long SEED =
      Long.getLong("commitcast.badinputs.seed", EACH > FEW ? System.nanoTime() : 20261121);

  private static final int SENDERS = 4;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static PostgresDatabase database;
  private static LibertyNode node;

  @BeforeAll
  static void start() {
    database = PostgresFixture.freshDatabase();
    node = LibertyNode.start(database, Map.of("MP_CONFIG_PROFILE", "dev"));
  }

  @AfterAll
  static void stop() {
    node.kill();
  }

  @Test
  void answersWhateverIsSentWithASentenceAndGoesOn() throws Exception {
    System.out.println("commitcast.badinputs.seed=" + SEED);
    ApiDocument document = ApiDocument.read(get("openapi?format=JSON").body());
    List<Endpoint> endpoints = document.endpoints();
    assertThat(endpoints).hasSizeGreaterThan(40);
    long threads = ownThreads();

    List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Endpoint endpoint : endpoints) {
        all.add(senders.submit(() -> send(endpoint, document, complaints)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      senders.shutdownNow();
    }

    System.out.println(EACH + " requests to each of " + endpoints.size() + " endpoints");
    assertThat(complaints).as("seed %d", SEED).isEmpty();
    goesOn();
    assertNothingLogged();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(ownThreads()).isLessThanOrEqualTo(threads + 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|api/channels/01JD0000000000000000GENERA/messages|422"
            + "|{'userId':'01JD0000000000000000GENERA','content':'x'}",
        "POST|api/channels/01JD00000000000000000000ZZ/messages|404"
            + "|{'userId':'01JD00000000000000000000AD','content':'x'}",
        "POST|api/bookings|422|{'merchant_id':'none','customer_name':'a','service':'s',"
            + "'starts_at':'2026-01-01T10:00:00Z','ends_at':'2026-01-01T11:00:00Z'}",
        "PATCH|api/bookings/%s|422|{'status':'nonsense'}",
        "PATCH|api/bookings/%s|422|{'ends_at':'2020-01-01T00:00:00Z'}",
        "PATCH|api/bookings/%s|422|{'customer_name':' '}",
        "PATCH|api/streams/not-there:1|404|{'deleted':false}"
      },
      quoteCharacter = '"')
  void takesARequestThatATransactionRefusesForNoFaultOfTheServer(
      String method, String path, int status, String body) throws Exception {
    HttpResponse<String> booked =
        send(
            "POST",
            "api/bookings",
            "{'merchant_id':'42','customer_name':'a','service':'s',"
                + "'starts_at':'2026-01-01T10:00:00Z','ends_at':'2026-01-01T11:00:00Z'}");
    String location = booked.headers().firstValue("Location").orElseThrow();
    String booking = location.substring(location.lastIndexOf('/') + 1);

    HttpResponse<String> answer = send(method, path.formatted(booking), body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertNothingLogged();
  }

  @Test
  void doesNotMindWhateverIsNotifiedOnTheLogsChannels() throws Exception {
    Random random = new Random(SEED);
    BadValues values = new BadValues(random);
    try (Connection connection = database.connect();
        PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      for (int i = 0; i < 20 * EACH; i++) {
        notify.setString(
            1, values.one(List.of("commitcast_log", "commitcast_wake", "message_change")));
        notify.setString(2, payload(values));
        notify.execute();
      }
    }
    goesOn();
    assertNothingLogged();
  }

  /** PostgreSQL takes any text without NUL of less than 8,000 bytes. */
  private static String payload(BadValues values) {
    String text =
        switch (values.below(5)) {
          case 0 -> "{\"epoch\":" + values.text() + "}";
          case 1 -> Integer.toString(values.below(1_000_000));
          case 2 -> "x".repeat(7_999);
          case 3 -> new String(values.bytes(300), StandardCharsets.UTF_8);
          default -> values.text();
        };
    return text.replace("\0", "");
  }

  private static void send(Endpoint endpoint, ApiDocument document, List<String> complaints) {
    BadRequests requests =
        new BadRequests(endpoint, document, new Random(SEED ^ endpoint.hashCode()));
    for (int i = 0; i < EACH; i++) {
      BadRequest request = requests.next();
      Answer answer;
      try {
        answer = Answer.to(request, node.uri(), PATIENCE_MILLIS);
      } catch (IOException e) {
        complaints.add(endpoint + ": not connected, " + e);
        return;
      }
      Complaint.about(request, answer)
          .ifPresent(
              complaint ->
                  complaints.add(
                      endpoint
                          + ": "
                          + complaint
                          + "\n  sent "
                          + request
                          + "\n  got "
                          + shortened(answer)));
    }
  }

  private static String shortened(Answer answer) {
    String text = answer.toString();
    return text.substring(0, Math.min(700, text.length()));
  }

  /** Ready, and what is written now is sequenced and can be read. */
  private static void goesOn() throws Exception {
    assertThat(get("health/ready").statusCode()).isEqualTo(200);
    String stream = "api/streams/after-" + System.nanoTime() + "/events";
    HttpRequest append =
        HttpRequest.newBuilder(node.uri().resolve(stream))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"StillThere\"}"))
            .build();
    assertThat(CLIENT.send(append, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(201);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(get(stream + "?after=0").body()).contains("StillThere", "\"version\":"));
  }

  private static void assertNothingLogged() throws IOException {
    assertThat(Files.readAllLines(node.console()))
        .filteredOn(
            line ->
                line.contains("\"level\":\"error\"")
                    || line.contains("\"level\":\"ERROR\"")
                    || line.contains("\"level\":\"SEVERE\""))
        .isEmpty();
    Path folder = node.messages().resolveSibling("ffdc");
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(
                files
                    .filter(file -> file.getFileName().toString().startsWith("ffdc_"))
                    .map(BadInputsIT::sourceOf))
            .allMatch(source -> source.matches(OF_THE_WIRE));
      }
    }
  }

  /** The three lines that say what failed where. */
  private static String sourceOf(Path record) {
    try (Stream<String> lines = Files.lines(record)) {
      return lines.skip(1).limit(4).collect(Collectors.joining(" "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Written by the server's own reader of HTTP, once per kind, for what breaks HTTP's rules. */
  private static final String OF_THE_WIRE =
      ".*Source = (com\\.ibm\\.wsspi\\.http\\.|com\\.ibm\\.ws\\.http\\.|HttpInboundLink\\."
          + "|com\\.ibm\\.ws\\.webcontainer\\.srt\\.SRTServletRequest\\.finish).*";

  /** Those of the application; the server's own pool grows and shrinks as it likes. */
  private static long ownThreads() throws Exception {
    // a busy JVM may let the first who asks wait for too long
    Optional<String> first = threads();
    String text = (first.isPresent() ? first : threads()).orElseThrow();
    return text.lines().filter(line -> line.startsWith("\"commitcast")).count();
  }

  private static Optional<String> threads() throws Exception {
    Process dump =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(node.pid()),
                "Thread.print")
            .redirectErrorStream(true)
            .start();
    String text = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (dump.waitFor() == 0) {
      return Optional.of(text);
    }
    System.out.println("No threads were printed: " + text);
    return Optional.empty();
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node.uri().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .timeout(Duration.ofSeconds(20))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = node.uri().resolve(path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json")
            .timeout(Duration.ofSeconds(20))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
