package dev.commitcast.server.faults.watch;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a node's own metrics as Prometheus does. */
public final class Metrics {
  private static final Pattern SAMPLE =
      Pattern.compile("^(commitcast_[a-z_]+)(?:\\{([^}]*)\\})? ([-0-9.Ee+]+)$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private Metrics() {}

  /** Counters of the application by name and labels; empty when the node does not answer. */
  public static Map<String, Double> counters(URI node) throws InterruptedException {
    Map<String, Double> counters = new TreeMap<>();
    all(node)
        .forEach(
            (name, value) -> {
              if (name.contains("_total")) {
                counters.put(name, value);
              }
            });
    return counters;
  }

  /** Every sample of the application. */
  public static Map<String, Double> all(URI node) throws InterruptedException {
    Optional<String> text =
        new Answers()
            .ask(node.resolve("metrics?scope=application"))
            .filter(answer -> answer.statusCode() == 200)
            .map(answer -> answer.body());
    Map<String, Double> samples = new TreeMap<>();
    Matcher sample = SAMPLE.matcher(text.orElse(""));
    while (sample.find()) {
      samples.put(sample.group(1) + labels(sample.group(2)), Double.parseDouble(sample.group(3)));
    }
    return samples;
  }

  private static String labels(String text) {
    StringBuilder kept = new StringBuilder();
    Matcher label = LABEL.matcher(text == null ? "" : text);
    while (label.find()) {
      if (!label.group(1).equals("mp_scope")) {
        kept.append(kept.isEmpty() ? "{" : ",")
            .append(label.group(1))
            .append('=')
            .append(label.group(2));
      }
    }
    return kept.isEmpty() ? "" : kept.append('}').toString();
  }

  /**
   * What each counter grew by. A node that was started anew began at zero.
   *
   * @param before empty if it was away
   */
  public static Map<String, Double> growth(Map<String, Double> before, Map<String, Double> after) {
    Map<String, Double> growth = new TreeMap<>();
    after.forEach(
        (name, value) -> {
          double was = before.getOrDefault(name, 0.0);
          double by = value >= was ? value - was : value;
          if (by > 0) {
            growth.put(name, by);
          }
        });
    return growth;
  }
}
