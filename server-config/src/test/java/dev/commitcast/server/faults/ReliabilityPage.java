package dev.commitcast.server.faults;

import dev.commitcast.server.faults.watch.HealthWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of {@code docs/reliability.md}, between two markers each. A row that is run replaces
 * its own line and leaves the others.
 */
final class ReliabilityPage {
  private static final Path PAGE = Path.of("../docs/reliability.md");
  private static final String COUNTS = "counts";
  private static final String WORDS = "words";

  /** Counters that move whenever anything happens. */
  private static final Set<String> ORDINARY =
      Set.of(
          "commitcast_notifications_received_total",
          "commitcast_sequencer_moved_total",
          "commitcast_sequencer_batches_total",
          "commitcast_events_delivered_total",
          "commitcast_events_replayed_total",
          "commitcast_subscriptions_opened_total",
          "commitcast_subscriptions_closed_total{reason=client_gone}",
          "commitcast_resumes_total{outcome=live}",
          "commitcast_resumes_total{outcome=replaying}");

  private ReliabilityPage() {}

  static void update(RowResult result) {
    try {
      String page = Files.readString(PAGE);
      page = replace(page, COUNTS, result.fault().name(), counts(result));
      page = replace(page, WORDS, result.fault().name(), words(result));
      Files.writeString(PAGE, page);
    } catch (IOException e) {
      throw new UncheckedIOException("The page " + PAGE + " could not be written.", e);
    }
  }

  static String replace(String page, String table, String row, String line) {
    String begin = "<!-- " + table + ": written by the tests -->\n";
    String end = "<!-- end of " + table + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalStateException("The page has no place for the table " + table + ".");
    }
    List<String> lines = page.substring(from + begin.length(), to).lines().toList();
    Map<String, String> rows = new LinkedHashMap<>();
    lines.stream().skip(2).forEach(each -> rows.put(each.split("\\|")[1].strip(), each));
    rows.put("`" + row + "`", line);
    return page.substring(0, from + begin.length())
        + lines.stream().limit(2).collect(Collectors.joining("\n"))
        + "\n"
        + rows.values().stream().collect(Collectors.joining("\n", "", "\n"))
        + page.substring(to);
  }

  private static String counts(RowResult result) {
    return "| `%s` | %s | %d | %d | %d | %d | %d | %s | %s |"
        .formatted(
            result.fault().name(),
            result.fault().promise(),
            result.tally().commits(),
            result.tally().events(),
            result.tally().lost(),
            result.tally().doubled(),
            result.tally().reordered(),
            seconds(result.recoveryMillis()),
            result.passed() ? "yes" : "**no**");
  }

  private static String words(RowResult result) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            result.fault().name(),
            health(result.health()),
            result.metrics().entrySet().stream()
                .filter(metric -> !ORDINARY.contains(metric.getKey()))
                .map(metric -> "`" + metric.getKey() + "` +" + Math.round(metric.getValue()))
                .collect(Collectors.joining(", ")),
            result.logged().entrySet().stream()
                .filter(event -> !event.getKey().startsWith("debug"))
                .map(event -> event.getKey() + " ×" + event.getValue())
                .collect(Collectors.joining(", ")));
  }

  private static String seconds(long millis) {
    return millis < 0 ? "never" : "%.1f s".formatted(millis / 1000.0);
  }

  /** The states in which anybody was not ready, and why. */
  private static String health(List<HealthWatch.Said> health) {
    String troubles =
        health.stream()
            .filter(said -> !said.answer().up() || !said.answer().reason().isEmpty())
            .map(said -> (said.answer().state() + " " + said.answer().reason()).strip())
            .map(ReliabilityPage::cell)
            .distinct()
            .limit(4)
            .collect(Collectors.joining("; "));
    return troubles.isEmpty() ? "ready all the time" : troubles;
  }

  private static String cell(String text) {
    String line = text.replace("|", "/").replaceAll("\\s+", " ").replaceAll("\\d{4,}", "…");
    return line.length() > 160 ? line.substring(0, 157) + "…" : line;
  }
}
