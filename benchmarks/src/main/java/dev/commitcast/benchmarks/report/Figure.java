package dev.commitcast.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One measured quantity over some rounds. Immutable.
 *
 * @param rounds at least one
 */
public record Figure(List<Double> rounds) {
  public Figure {
    rounds = List.copyOf(rounds);
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("A figure has at least one round.");
    }
  }

  public double median() {
    double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  public double lowest() {
    return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  public double highest() {
    return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** This figure in relation to another, round by round. */
  public Figure relativeTo(Figure other) {
    Double[] ratios = new Double[rounds.size()];
    Arrays.setAll(ratios, i -> rounds.get(i) / other.rounds.get(i));
    return new Figure(List.of(ratios));
  }

  /** Median and spread, such as {@code 0.82 (0.79–0.90)}. */
  public String print(String format) {
    return String.format(
        Locale.ROOT, format + " (" + format + "–" + format + ")", median(), lowest(), highest());
  }
}
