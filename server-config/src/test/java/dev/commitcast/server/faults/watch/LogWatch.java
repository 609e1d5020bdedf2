package dev.commitcast.server.faults.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the events that a node writes to its log from now on, by level and name. */
public final class LogWatch {
  private static final Pattern LEVEL = Pattern.compile("\"level\":\"(\\w+)\"");
  private static final Pattern EVENT = Pattern.compile("\"event\":\"(\\w+)\"");

  private final Path log;
  private final byte[] before;

  public LogWatch(Path log) {
    this.log = log;
    this.before = read(log);
  }

  /** How often each was written, such as {@code warn connection_error}. */
  public Map<String, Integer> written() {
    byte[] now = read(log);
    // a node that was started anew writes its file anew
    boolean same =
        now.length >= before.length
            && java.util.Arrays.equals(now, 0, before.length, before, 0, before.length);
    int from = same ? before.length : 0;
    Map<String, Integer> counts = new TreeMap<>();
    new String(now, from, now.length - from, StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> count(line, counts));
    return counts;
  }

  private static void count(String line, Map<String, Integer> counts) {
    Matcher level = LEVEL.matcher(line);
    Matcher event = EVENT.matcher(line);
    if (level.find() && event.find()) {
      counts.merge(level.group(1) + " " + event.group(1), 1, Integer::sum);
    }
  }

  private static byte[] read(Path log) {
    try {
      return Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException("The log " + log + " cannot be read.", e);
    }
  }
}
