package dev.commitcast.server.acceptance;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} answered, by metric. Immutable. */
final class MetricsPage {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (commitcast_\\S+) (\\S+)$");
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^(commitcast_\\w+)(?:\\{([^}]*)})? (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
  private static final Set<String> OF_THE_SERVER = Set.of("mp_scope", "mp_app", "le");

  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Set<String>> labels = new TreeMap<>();
  private final String text;

  MetricsPage(String text) {
    this.text = text;
    Matcher type = TYPE.matcher(text);
    while (type.find()) {
      types.put(type.group(1), type.group(2));
    }
    // the longest time of a timer, which comes with it
    types.keySet().removeIf(name -> name.endsWith("_max") && types.containsKey(stem(name)));
    Matcher sample = SAMPLE.matcher(text);
    while (sample.find()) {
      Set<String> names =
          labels.computeIfAbsent(familyOf(sample.group(1)), name -> new TreeSet<>());
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        if (!OF_THE_SERVER.contains(label.group(1))) {
          names.add(label.group(1));
        }
      }
    }
  }

  private static String stem(String name) {
    return name.substring(0, name.lastIndexOf('_'));
  }

  private String familyOf(String sample) {
    return types.containsKey(sample) ? sample : stem(sample);
  }

  /** Names as they are written after {@code # TYPE}, with their types. */
  Map<String, String> types() {
    return types;
  }

  Set<String> labels(String name) {
    return labels.getOrDefault(name, Set.of());
  }

  /** The sum of all samples of a name of which one label has a value. */
  double value(String name, String label, String value) {
    return SAMPLE
        .matcher(text)
        .results()
        .filter(sample -> sample.group(1).equals(name) && sample.group(2) != null)
        .filter(sample -> sample.group(2).contains(label + "=\"" + value + "\""))
        .mapToDouble(sample -> Double.parseDouble(sample.group(3)))
        .sum();
  }

  /** The sum of all samples of a name, whatever their labels. */
  double value(String name) {
    return SAMPLE
        .matcher(text)
        .results()
        .filter(sample -> sample.group(1).equals(name))
        .mapToDouble(sample -> Double.parseDouble(sample.group(3)))
        .sum();
  }
}
