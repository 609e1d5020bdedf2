package dev.commitcast.notifications.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferState;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files into the log and out again. */
@Timeout(600)
class TransferIT extends TransferFixture {
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
    database.awaitHead(events, Duration.ofSeconds(300));
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
    assertThat(ended.state()).as("with faults " + ended.faults()).isEqualTo(TransferState.DONE);
    assertThat(ended.added()).isEqualTo(12_000);
    assertThat(ended.repeated()).isZero();
    assertThat(database.number("SELECT count(*) FROM commitcast.transfers")).isEqualTo(1);
    database.awaitHead(12_000, Duration.ofSeconds(120));
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
}
