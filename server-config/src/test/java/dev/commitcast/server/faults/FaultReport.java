package dev.commitcast.server.faults;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code target/faults/report.json}: all rows of this run, written anew after each; a second JVM of
 * tests, which only an ordinary run has, writes {@code report-2.json}. Thread-safe.
 */
public final class FaultReport {
  static final Path FILE = Path.of("target/faults", name(Integer.getInteger("tests.fork", 1)));

  /** One for the process: several test classes add their rows to it. */
  private static final Map<String, RowResult> ROWS = new LinkedHashMap<>();

  private static final Map<String, String> SKIPPED = new LinkedHashMap<>();

  private FaultReport() {}

  private static String name(int jvm) {
    return jvm > 1 ? "report-" + jvm + ".json" : "report.json";
  }

  static synchronized void add(RowResult result) {
    ROWS.put(result.fault().name(), result);
    write();
    if (printsDocs()) {
      ReliabilityPage.update(result);
    }
  }

  /** A row that this machine cannot run, and why. */
  public static synchronized void skip(Fault fault, String reason) {
    SKIPPED.put(fault.name(), reason);
    write();
  }

  private static void write() {
    JsonArrayBuilder rows = Json.createArrayBuilder();
    ROWS.values().forEach(row -> rows.add(row.json()));
    JsonObjectBuilder skipped = Json.createObjectBuilder();
    SKIPPED.forEach(skipped::add);
    write(FILE, Json.createObjectBuilder().add("rows", rows).add("skipped", skipped).build());
  }

  /** {@code -Dcommitcast.faults.docs=true}: what was measured is written to the documentation. */
  public static boolean printsDocs() {
    return Boolean.getBoolean("commitcast.faults.docs");
  }

  /** Writes JSON that people can read. */
  public static void write(Path file, jakarta.json.JsonObject json) {
    try {
      Files.createDirectories(file.getParent());
      try (Writer text = Files.newBufferedWriter(file);
          JsonWriter writer =
              Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                  .createWriter(text)) {
        writer.writeObject(json);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The report " + file + " could not be written.", e);
    }
  }
}
