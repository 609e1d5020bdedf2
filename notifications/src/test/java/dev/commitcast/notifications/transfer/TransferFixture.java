package dev.commitcast.notifications.transfer;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.transfer.Transfer;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A log with what moves events in and out of it. */
abstract class TransferFixture {
  static LogDatabase database;
  static RunningSequencer sequencer;
  static Importer importer;
  static Exporter exporter;

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

  Transfer run(Path file, OnError onError) {
    return importer.run(request(file, onError), now -> {}, () -> false);
  }

  static ImportRequest request(Path file, OnError onError) {
    try {
      return new ImportRequest(file, Format.sniff(file), file.getFileName().toString(), onError);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String line(String id, String data) {
    return "{\"id\":\"%s\",\"stream\":\"s:1\",\"type\":\"t\",\"data\":%s}\n".formatted(id, data);
  }

  Path kitFile(List<KitFile.Row> rows) throws SQLException {
    Path file = folder.resolve("kit.db");
    KitFile kit = new KitFile(file);
    kit.create();
    kit.write(rows);
    return file;
  }

  static List<KitFile.Row> rows(int count, Random random) {
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

  static JsonValue json(String text) {
    try (JsonReader reader = JSON.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }
}
