package dev.commitcast.persistence.journal;

import jakarta.json.stream.JsonGenerator;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Writes log lines: {@code {"timestamp":…,"level":"info","correlationId":…,"event":…,"data":{…}}}.
 * Values may be strings, numbers, booleans, maps, iterables, enums or {@code null}; anything else
 * appears as its text. Never throws. Thread-safe: each line leaves in one call.
 */
public final class Journal {
  private final Clock clock;
  private final Level threshold;
  private final PrintStream out;
  private final String correlationId;

  public Journal(Clock clock, Level threshold, PrintStream out) {
    this(clock, threshold, out, null);
  }

  private Journal(Clock clock, Level threshold, PrintStream out, String correlationId) {
    this.clock = Objects.requireNonNull(clock, "A journal needs a clock.");
    this.threshold = Objects.requireNonNull(threshold, "A journal needs a level.");
    this.out = Objects.requireNonNull(out, "A journal needs a stream.");
    this.correlationId = correlationId;
  }

  /** On standard output with the system's clock, for programs without injection. */
  public static Journal toStandardOutput(Level threshold) {
    return new Journal(Clock.systemUTC(), threshold, System.out);
  }

  /** For tests and tools that want silence. */
  public static Journal silent() {
    return new Journal(
        Clock.systemUTC(), Level.ERROR, new PrintStream(PrintStream.nullOutputStream()));
  }

  /** The same journal, whose lines name the request they belong to. */
  public Journal about(String requestCorrelationId) {
    return new Journal(clock, threshold, out, requestCorrelationId);
  }

  /** Whether a line of this level is printed, for data that are costly to gather. */
  public boolean prints(Level level) {
    return level.compareTo(threshold) >= 0;
  }

  public void debug(String event, Map<String, ?> data) {
    write(Level.DEBUG, event, () -> data);
  }

  public void info(String event, Map<String, ?> data) {
    write(Level.INFO, event, () -> data);
  }

  public void warn(String event, Map<String, ?> data) {
    write(Level.WARN, event, () -> data);
  }

  public void error(String event, Map<String, ?> data) {
    write(Level.ERROR, event, () -> data);
  }

  /** With {@code error} and {@code stack} besides: for failures that nobody foresaw. */
  public void error(String event, Throwable failure, Map<String, ?> data) {
    write(Level.ERROR, event, () -> with(failure, data));
  }

  private static Map<String, ?> with(Throwable failure, Map<String, ?> data) {
    StringWriter stack = new StringWriter();
    failure.printStackTrace(new PrintWriter(stack));
    Map<String, Object> all = new LinkedHashMap<>(data);
    all.put("error", failure.toString());
    all.put("stack", stack.toString());
    return all;
  }

  private void write(Level level, String event, Supplier<Map<String, ?>> data) {
    if (!prints(level)) {
      return;
    }
    StringWriter line = new StringWriter(256);
    try (JsonGenerator json = JsonLine.generator(line)) {
      json.writeStartObject();
      json.write("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
      json.write("level", level.text());
      if (correlationId != null) {
        json.write("correlationId", correlationId);
      }
      json.write("event", event);
      json.writeKey("data");
      JsonLine.write(json, data.get());
      json.writeEnd();
    }
    out.println(line);
  }
}
