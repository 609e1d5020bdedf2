package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports and exports over HTTP, and by the command, on a real node. */
@Timeout(180)
class TransfersIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static RunningSystem system;

  @TempDir Path folder;

  @BeforeAll
  static void starts() {
    system =
        RunningSystem.start(
            1,
            Map.of("MP_CONFIG_PROFILE", "test", "COMMITCAST_TRANSFER_MAX_UPLOAD", "5000000"),
            List.of());
  }

  @AfterAll
  static void ends() {
    system.close();
  }

  @Test
  void aFileIsSentWatchedAndFoundInTheLog() throws Exception {
    long before = headAtRest();
    String lines =
        IntStream.rangeClosed(1, 3_000)
            .mapToObj(i -> line("http-" + i, "{\"text\":\"" + "x".repeat(800) + "\"}"))
            .collect(Collectors.joining());
    assertThat(lines.length()).as("more than other bodies may have").isGreaterThan(2 << 20);

    JsonObject begun = send("?name=lines", lines.getBytes(StandardCharsets.UTF_8), 202);
    JsonObject done = awaitEnd(begun.getString("id"));

    assertThat(done.getString("state")).isEqualTo("done");
    assertThat(done.getInt("added")).isEqualTo(3_000);
    assertThat(done.getInt("percent")).isEqualTo(100);
    assertThat(done.getString("name")).isEqualTo("lines");
    await().atMost(SOON).until(() -> system.number("SELECT commitcast.head()") == before + 3_000);
    HttpResponse<String> exported =
        get("/api/transfers/export?after=" + before, HttpResponse.BodyHandlers.ofString());
    assertThat(exported.statusCode()).isEqualTo(200);
    assertThat(exported.body().lines()).hasSize(3_000);
    assertThat(exported.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("events.jsonl");
    JsonObject again =
        awaitEnd(send("", exported.body().getBytes(StandardCharsets.UTF_8), 202).getString("id"));
    assertThat(again.getInt("repeated")).isEqualTo(3_000);
    assertThat(again.getInt("added")).isZero();
  }

  @Test
  void aPackedFileWithAWrongLineIsTold() throws Exception {
    String lines = line("p1", "1") + "nonsense\n" + line("p2", "2");
    byte[] packed = KitClient.pack(lines.getBytes(StandardCharsets.UTF_8));

    JsonObject stopped =
        awaitEnd(send("", packed, 202, "Content-Encoding", "gzip").getString("id"));
    assertThat(stopped.getString("state")).as(stopped.toString()).isEqualTo("stopped");
    assertThat(stopped.getJsonArray("faults").getJsonObject(0).getInt("line"))
        .as(stopped.toString())
        .isEqualTo(2);
    JsonObject skipped =
        awaitEnd(send("?onError=skip", packed, 202, "Content-Encoding", "gzip").getString("id"));
    assertThat(skipped.getString("state")).isEqualTo("done");
    assertThat(skipped.getInt("added")).isEqualTo(2);
    assertThat(skipped.getInt("faulty")).isEqualTo(1);
  }

  @Test
  void aSqliteFileGoesInAndOut() throws Exception {
    Path file = folder.resolve("kit.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE events (version INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
              + " aggregate_id TEXT NOT NULL, event_type TEXT NOT NULL, data TEXT, metadata TEXT,"
              + " created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)");
      statement.executeUpdate(
          "INSERT INTO events (id, aggregate_id, event_type, data, metadata) VALUES"
              + " ('k1', 'note:1', 'noted', '{\"n\":1}', 'null'), ('k2', 'note:1', 'noted', '2', '{}')");
    }
    long before = headAtRest();

    JsonObject done = awaitEnd(send("", Files.readAllBytes(file), 202).getString("id"));
    assertThat(done.getString("format")).isEqualTo("sqlite");
    assertThat(done.getInt("added")).isEqualTo(2);
    await().atMost(SOON).until(() -> system.number("SELECT commitcast.head()") == before + 2);

    Path back = folder.resolve("back.db");
    assertThat(
            get(
                    "/api/transfers/export?format=sqlite&after=" + before,
                    HttpResponse.BodyHandlers.ofFile(back))
                .statusCode())
        .isEqualTo(200);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + back);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT group_concat(id || data) FROM events ORDER BY version")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("k1{\"n\": 1},k22");
    }
  }

  @Test
  void theCommandOfTheLauncherNeedsNoMoreThanItsClassPath() throws Exception {
    Path file = Files.writeString(folder.resolve("c.jsonl"), line("c1", "1"));
    Path classPath = Path.of("target/commands.classpath");
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                Files.readString(classPath),
                "dev.commitcast.notifications.transfer.TransferCommand",
                "import",
                file.toString())
            .redirectErrorStream(true);
    command
        .environment()
        .putAll(
            Map.of(
                "POSTGRES_HOST", system.postgres().database().host(),
                "POSTGRES_PORT", Integer.toString(system.postgres().database().port()),
                "POSTGRES_DB", system.postgres().database().database(),
                "POSTGRES_USER", system.postgres().database().user(),
                "POSTGRES_PASSWORD", system.postgres().database().password()));
    Process process = command.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("1 new");
    await()
        .atMost(SOON)
        .until(() -> system.number("SELECT count(*) FROM commitcast.events WHERE id = 'c1'") == 1);
  }

  @Test
  void otherBodiesMayBePackedToo() throws Exception {
    String booking = "{\"merchant_id\":\"42\",\"nonsense\":\"x\"}";
    HttpResponse<String> packed =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(system.uri(0, "/api/bookings"))
                    .header("Content-Type", "application/json")
                    .header("Content-Encoding", "gzip")
                    .POST(
                        HttpRequest.BodyPublishers.ofByteArray(
                            KitClient.pack(booking.getBytes(StandardCharsets.UTF_8))))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(packed.statusCode()).as(packed.body()).isEqualTo(422);
    byte[] blanks = " ".repeat(3 << 20).getBytes(StandardCharsets.US_ASCII);
    HttpResponse<String> large =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(system.uri(0, "/api/bookings"))
                    .header("Content-Type", "application/json")
                    .header("Content-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(KitClient.pack(blanks)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(large.statusCode()).as(large.body()).isEqualTo(413);
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    assertThat(send("", new byte[6_000_000], 413).getString("detail")).contains("5000000");
    assertThat(send("?format=xml", new byte[1], 400).getString("detail"))
        .isEqualTo("format is one of jsonl, sqlite.");
    assertThat(send("?format=sqlite", "no database".getBytes(StandardCharsets.UTF_8), 409))
        .isNotNull();
    assertThat(Http.get(system.uri(0, "/api/transfers/unknown")).statusCode()).isEqualTo(404);
    assertThat(Http.send("DELETE", system.uri(0, "/api/transfers/unknown"), "").statusCode())
        .isEqualTo(404);
    assertThat(Http.json(Http.get(system.uri(0, "/api/transfers"))).getJsonArray("transfers"))
        .isNotNull();
  }

  /** Where the log ends once nothing of another test is on its way to it. */
  private static long headAtRest() throws Exception {
    await()
        .atMost(SOON)
        .until(() -> system.number("SELECT count(*) FROM commitcast.pending_events") == 0);
    return system.number("SELECT commitcast.head()");
  }

  private static String line(String id, String data) {
    return "{\"id\":\"%s\",\"stream\":\"s:1\",\"type\":\"t\",\"data\":%s}\n".formatted(id, data);
  }

  private static JsonObject send(String query, byte[] body, int status, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(system.uri(0, "/api/transfers" + query))
            .timeout(SOON)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return Http.json(response);
  }

  private static <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    URI uri = system.uri(0, path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).timeout(SOON).build(), handler);
  }

  private static JsonObject awaitEnd(String id) {
    return await()
        .atMost(SOON)
        .until(
            () -> Http.json(Http.get(system.uri(0, "/api/transfers/" + id))),
            transfer -> !transfer.getString("state").equals("running"));
  }
}
