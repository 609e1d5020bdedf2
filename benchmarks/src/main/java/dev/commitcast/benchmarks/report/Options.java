package dev.commitcast.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options of a program, as {@code name=value} arguments. An unknown one stops it with a
 * sentence. Immutable.
 */
public final class Options {
  private final Map<String, String> values = new TreeMap<>();

  /** Reads arguments over defaults, which also say what names there are. */
  public Options(Map<String, String> defaults, String... arguments) {
    values.putAll(defaults);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 || !defaults.containsKey(name)) {
        throw new IllegalArgumentException(
            "The argument " + argument + " is not known; write name=value of " + values + ".");
      }
      values.put(name, argument.substring(equals + 1));
    }
  }

  public int number(String name) {
    return Integer.parseInt(values.get(name));
  }

  public List<Integer> numbers(String name) {
    return Arrays.stream(values.get(name).split(",")).map(Integer::valueOf).toList();
  }

  public String text(String name) {
    return values.get(name);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
