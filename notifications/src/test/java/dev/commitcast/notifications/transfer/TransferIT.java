package dev.commitcast.notifications.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferFault;
import dev.commitcast.persistence.transfer.TransferState;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files into the log and out again. */
@Timeout(180)
class TransferIT {
  private static LogDatabase database;
  private static RunningSequencer sequencer;
  private static Importer importer;
  private static Exporter exporter;

  @TempDir Path folder;

  @BeforeAll
  static void starts() {
    database = LogDatabase.fresh();
    sequencer = RunningSequencer.on(database);
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new Random());
    importer = new Importer(database.connections(), database.schemas(), () -> ulids.next().value());
    exporter = new Exporter(new EventLog(new OneByOne(database.connections()), database.schemas()));
  }

  @AfterAll
  static void ends() {
    sequencer.close();
  }

  @BeforeEach
  void emptiesTheLog() throws SQLException {
    database.empty();
    database.run("DELETE FROM commitcast.transfers");
  }

  @Test
  void aHundredThousandEventsComeBackFieldByField() throws Exception {
    int events = 100_000;
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<KitFile.Row> rows = rows(events, new Random(seed));
    Path file = kitFile(rows);
    List<Transfer> seen = new ArrayList<>();

    long began = System.nanoTime();
    Transfer ended = importer.run(request(file, OnError.STOP), seen::add, () -> false);
    System.out.println("imported in " + (System.nanoTime() - began) / 1_000_000 + " ms");

    assertThat(ended.state()).isEqualTo(TransferState.DONE);
    assertThat(ended.added()).isEqualTo(events);
    assertThat(ended.percent()).isEqualTo(100);
    assertThat(seen).hasSizeGreaterThan(10);
    assertThat(seen).extracting(Transfer::percent).isSorted();
    database.awaitHead(events);
    assertThat(
            database.number(
                "SELECT count(*) FROM commitcast.events AS e"
                    + " WHERE e.version <> (e.metadata -> 'imported' ->> 'version')::bigint"))
        .as("versions that are not those of the file")
        .isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM (SELECT row_number() OVER"
                    + " (PARTITION BY aggregate_id ORDER BY version) AS n, stream_version"
                    + " FROM commitcast.events) AS s WHERE s.n <> s.stream_version"))
        .as("places in streams that are out of order")
        .isZero();

    Path exported = folder.resolve("exported.db");
    exporter.toFile(exported, Format.SQLITE, 0, Exporter.Versions.LOG, progress -> {});
    List<KitFile.Row> back = new KitFile(exported).rows();

    assertThat(back).hasSameSizeAs(rows);
    for (int i = 0; i < events; i++) {
      assertSame(back.get(i), rows.get(i));
    }
    assertThat(Files.exists(folder.resolve("exported.db.part"))).isFalse();
  }

  /** Not assertion by assertion: there are hundreds of thousands. */
  private static void assertSame(KitFile.Row back, KitFile.Row row) {
    boolean same =
        back.version() == row.version()
            && back.id().equals(row.id())
            && back.aggregateId().equals(row.aggregateId())
            && back.eventType().equals(row.eventType())
            && back.createdAt().equals(row.createdAt())
            && value(back.data()).equals(value(row.data()))
            && value(back.metadata()).equals(value(row.metadata()));
    if (!same) {
      assertThat(back).isEqualTo(row);
    }
  }

  /** As a value: PostgreSQL keeps no blanks and no order of members. SQL's null is none. */
  private static Object value(String text) {
    return text == null ? "none" : text.equals("null") ? JsonValue.NULL : json(text);
  }

  @Test
  void repeatingAnImportChangesNothingAndSaysSo() throws Exception {
    Path file = kitFile(rows(5_000, new Random(1)));
    run(file, OnError.STOP);

    Transfer again = run(file, OnError.STOP);

    assertThat(again.added()).isZero();
    assertThat(again.repeated()).isEqualTo(5_000);
    assertThat(again.state()).isEqualTo(TransferState.DONE);
    database.awaitHead(5_000);
    assertThat(database.pending()).isZero();
  }

  @Test
  void anImportThatWasCutOffGoesOnWhereItWas() throws Exception {
    Path file = kitFile(rows(12_000, new Random(2)));
    AtomicInteger looks = new AtomicInteger();

    assertThatThrownBy(
            () ->
                importer.run(
                    request(file, OnError.STOP),
                    now -> {
                      if (looks.incrementAndGet() == 4) {
                        cutOff();
                      }
                    },
                    () -> false))
        .isInstanceOf(RuntimeException.class);
    assertThat(database.rows("SELECT state, place FROM commitcast.transfers"))
        .containsExactly(List.of("running", "6000"));

    List<Transfer> seen = new ArrayList<>();
    Transfer ended = importer.run(request(file, OnError.STOP), seen::add, () -> false);

    assertThat(seen.get(0).place()).isEqualTo(6_000);
    assertThat(ended.state()).isEqualTo(TransferState.DONE);
    assertThat(ended.added()).isEqualTo(12_000);
    assertThat(ended.repeated()).isZero();
    assertThat(database.number("SELECT count(*) FROM commitcast.transfers")).isEqualTo(1);
    database.awaitHead(12_000);
  }

  private static void cutOff() {
    try {
      database.number(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
              + " WHERE application_name = 'commitcast import'"
              + " AND datname = current_database()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anImportThatSomebodyEndsGoesOnToo() throws Exception {
    Path file = kitFile(rows(9_000, new Random(3)));

    Transfer cancelled = importer.run(request(file, OnError.STOP), now -> {}, () -> true);
    assertThat(cancelled.state()).isEqualTo(TransferState.CANCELLED);
    assertThat(cancelled.added()).isEqualTo(2_000);

    assertThat(run(file, OnError.STOP).added()).isEqualTo(9_000);
  }

  @Test
  void aFileThatIsAnotherBeforeThePlaceBeginsAnew() throws Exception {
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, 6_000).forEach(i -> lines.append(line("a" + i, "{\"n\":" + i + "}")));
    Path file = Files.writeString(folder.resolve("a.jsonl"), lines);
    importer.run(request(file, OnError.STOP), now -> {}, () -> true);
    int at = lines.indexOf("a1500\"");
    Files.writeString(file, lines.replace(at, at + 5, "b1500"));

    Transfer ended = run(file, OnError.STOP);

    assertThat(ended.added()).isEqualTo(4_001);
    assertThat(ended.repeated()).isEqualTo(1_999);
  }

  @Test
  void aWrongLineIsToldWithItsNumberAndEndsTheImport() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"),
            line("a1", "1") + "\n" + line("a2", "2") + "{\"id\":\"a3\"\n" + line("a4", "4"));

    Transfer stopped = run(file, OnError.STOP);

    assertThat(stopped.state()).isEqualTo(TransferState.STOPPED);
    assertThat(stopped.added()).isEqualTo(2);
    assertThat(stopped.faults())
        .containsExactly(new TransferFault(4, "The JSON ends too early (at character 12)."));

    Files.writeString(
        file, line("a1", "1") + "\n" + line("a2", "2") + line("a3", "3") + line("a4", "4"));
    Transfer corrected = run(file, OnError.STOP);
    assertThat(corrected.state()).isEqualTo(TransferState.DONE);
    assertThat(corrected.faulty()).isZero();
    database.awaitHead(4);
  }

  @Test
  void aWrongLineIsToldAndTheRestGoesOnIfThatIsAsked() throws Exception {
    String odd = "{\"stream\":\"s\",\"type\":\"t\",\"id\":\"x\",\"data\":";
    Path file = folder.resolve("a.jsonl");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        (line("a1", "1") + odd + "\"\\u0000\"}\n" + odd + "1,\"room\":7}\n" + "[]\n")
            .getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(new byte[] {'"', (byte) 0xff, '"', '\n'});
    bytes.writeBytes(
        (odd.replace("\"t\"", "\"drain\"")
                + "1}\n"
                + line("a1", "{\"other\":1}")
                + line("a1", "1")
                + line("a2", "2"))
            .getBytes(StandardCharsets.UTF_8));
    Files.write(file, bytes.toByteArray());

    Transfer ended = run(file, OnError.SKIP);

    assertThat(ended.state()).isEqualTo(TransferState.DONE);
    assertThat(ended.added()).isEqualTo(2);
    assertThat(ended.repeated()).isEqualTo(1);
    assertThat(ended.faulty()).isEqualTo(6);
    assertThat(ended.faults())
        .extracting(TransferFault::line)
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(ended.faults().get(5).reason()).contains("used with other content");
    database.awaitHead(2);
  }

  @Test
  void rowsOfOtherTypesAreToldOneByOne() throws Exception {
    Path file = kitFile(List.of());
    KitFile kit = new KitFile(file);
    kit.execute(
        "INSERT INTO events (id, aggregate_id, event_type, data, metadata, created_at) VALUES"
            + " ('ok', 'a', 't', '{}', 'null', 1700000000),"
            + " ('b1', 'a', 't', x'00ff', null, null),"
            + " ('b2', 'a', 't', 'not json', null, null),"
            + " ('b3', 'a', 't', null, '[1]', null),"
            + " ('b4', 'a', 't', null, null, 'yesterday'),"
            + " ('b5', '', 't', null, null, null),"
            + " ('ok2', 'a', 't', null, '{\"k\":1}', '2026-01-02T03:04:05+01:00')");

    Transfer ended = run(file, OnError.SKIP);

    assertThat(ended.added()).isEqualTo(2);
    assertThat(ended.faults())
        .extracting(TransferFault::reason)
        .satisfiesExactly(
            a -> assertThat(a).isEqualTo("The data is a text, not a blob."),
            b -> assertThat(b).startsWith("The data is no JSON."),
            c -> assertThat(c).isEqualTo("The metadata are an object or null."),
            d -> assertThat(d).startsWith("The created_at is no time"),
            e -> assertThat(e).contains("must not be empty"));
    database.awaitHead(2);
    assertThat(
            database.rows(
                "SELECT id, data, metadata - 'imported', created_at AT TIME ZONE 'UTC'"
                    + " FROM commitcast.events ORDER BY version"))
        .containsExactly(
            List.of("ok", "{}", "{}", "2023-11-14 22:13:20"),
            Arrays.asList("ok2", null, "{\"k\": 1}", "2026-01-02 02:04:05"));
  }

  @Test
  void aFileThatIsNoneOfTheKitsIsRefused() throws Exception {
    Path file = folder.resolve("other.db");
    new KitFile(file).execute("CREATE TABLE other (x)");

    assertThatThrownBy(() -> run(file, OnError.SKIP))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("The file's table events does not exist");
  }

  @Test
  void oddCharactersSurviveJsonLines() throws Exception {
    String odd = "ünï \\\" \\\\ \\u2028 \\n 😀 \\ud83d\\ude00 </script> \u007f";
    Path file =
        Files.writeString(
            folder.resolve("odd.jsonl"),
            "\ufeff{\"id\":\"1 / ü\",\"stream\":\"s:'%\\u0009☃\",\"type\":\"tÿpe\",\"room\":\"r:1\","
                + "\"data\":{\"text\":\""
                + odd
                + "\",\"n\":12345678901234567890.10},"
                + "\"metadata\":{\"actor\":\"ada\"},\"at\":\"2026-01-02T03:04:05.000006Z\",\"version\":7}\r\n"
                + "{\"stream\":\"orders:1\",\"type\":\"order_change\",\"operation\":\"INSERT\","
                + "\"record\":{\"id\":1},\"actor\":\"bob\"}");

    assertThat(run(file, OnError.STOP).added()).isEqualTo(2);
    database.awaitHead(2);
    Path exported = folder.resolve("back.jsonl");
    exporter.toFile(exported, Format.JSONL, 0, Exporter.Versions.ORIGINAL, progress -> {});
    List<String> lines = Files.readAllLines(exported);

    assertThat(lines).hasSize(2);
    JsonValue first = json(lines.get(0));
    assertThat(first.asJsonObject().getInt("version")).isEqualTo(7);
    assertThat(first.asJsonObject().getString("id")).isEqualTo("1 / ü");
    assertThat(first.asJsonObject().getString("stream")).isEqualTo("s:'%\t☃");
    assertThat(first.asJsonObject().getString("room")).isEqualTo("r:1");
    assertThat(first.asJsonObject().getString("at")).isEqualTo("2026-01-02T03:04:05.000006Z");
    assertThat(first.asJsonObject().get("data"))
        .isEqualTo(json("{\"n\":12345678901234567890.10,\"text\":\"" + odd + "\"}"));
    assertThat(first.asJsonObject().get("metadata")).isEqualTo(json("{\"actor\":\"ada\"}"));
    assertThat(json(lines.get(1)).asJsonObject().get("data"))
        .isEqualTo(json("{\"operation\":\"INSERT\",\"record\":{\"id\":1}}"));

    Transfer again = run(exported, OnError.STOP);
    assertThat(again.repeated()).isEqualTo(2);
    assertThat(run(file, OnError.STOP).repeated()).as("the line without an id, too").isEqualTo(2);
  }

  @Test
  void theCommandImportsAndExports() throws Exception {
    Path file = kitFile(rows(3_000, new Random(4)));
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    assertThat(command(said, "import", file.toString())).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("100 %, 3000 read: 3000 new, 0 there already, 0 not taken")
        .contains("Imported " + file);
    database.awaitHead(3_000);
    Path out = folder.resolve("out.jsonl");
    assertThat(command(said, "export", out.toString(), "--after", "2990")).isZero();
    assertThat(Files.readAllLines(out)).hasSize(10);

    assertThat(command(said, "import", "nowhere.jsonl")).isEqualTo(2);
    assertThat(command(said, "import", file.toString(), "--on-error", "maybe")).isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("There is no file nowhere.jsonl")
        .contains("The option --on-error cannot be maybe.");
  }

  private static int command(ByteArrayOutputStream said, String... words) {
    DatabaseSettings settings = database.connections().settings();
    return new TransferCommand(
            Map.of(
                "POSTGRES_HOST", settings.host(),
                "POSTGRES_PORT", Integer.toString(settings.port()),
                "POSTGRES_DB", settings.database(),
                "POSTGRES_USER", settings.user(),
                "POSTGRES_PASSWORD", settings.password()),
            new PrintStream(said, true, StandardCharsets.UTF_8))
        .run(List.of(words));
  }

  private Transfer run(Path file, OnError onError) {
    return importer.run(request(file, onError), now -> {}, () -> false);
  }

  private static ImportRequest request(Path file, OnError onError) {
    try {
      return new ImportRequest(file, Format.sniff(file), file.getFileName().toString(), onError);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String line(String id, String data) {
    return "{\"id\":\"%s\",\"stream\":\"s:1\",\"type\":\"t\",\"data\":%s}\n".formatted(id, data);
  }

  private Path kitFile(List<KitFile.Row> rows) throws SQLException {
    Path file = folder.resolve("kit.db");
    KitFile kit = new KitFile(file);
    kit.create();
    kit.write(rows);
    return file;
  }

  private static List<KitFile.Row> rows(int count, Random random) {
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    LocalDateTime start = LocalDateTime.of(2026, 1, 1, 0, 0);
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i ->
                new KitFile.Row(
                    i,
                    "event-" + i,
                    "aggregate-" + random.nextInt(500),
                    "type_" + random.nextInt(20),
                    random.nextInt(10) == 0
                        ? (random.nextBoolean() ? null : "null")
                        : "{\"n\":"
                            + random.nextLong()
                            + ",\"text\":\"\\u003cé "
                            + i
                            + "\\u003e\"}",
                    random.nextInt(3) == 0
                        ? "null"
                        : "{\"user\":\"u" + random.nextInt(9) + "\",\"tags\":[1,2.50]}",
                    time.format(start.plusSeconds(i))))
        .toList();
  }

  private static JsonValue json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }
}
