package dev.commitcast.server.faults;

import java.util.List;

/**
 * What this run is asked to do, by system properties.
 *
 * @param seed {@code commitcast.test.seed}; any if it is not set
 * @param all {@code commitcast.faults=all}: every row instead of the quick half
 * @param row {@code commitcast.faults.row}: only these, separated by commas; empty for no such wish
 */
public record Chosen(long seed, boolean all, List<String> row) {
  public static Chosen fromProperties() {
    String row = System.getProperty("commitcast.faults.row", "");
    return new Chosen(
        Long.getLong("commitcast.test.seed", System.nanoTime() & 0xffffffffL),
        System.getProperty("commitcast.faults", "quick").equals("all"),
        row.isBlank() ? List.of() : List.of(row.split(",")));
  }

  /** Those of the rows that are to run. */
  public List<Fault> of(List<Fault> rows) {
    return rows.stream()
        .filter(fault -> row.isEmpty() ? all || fault.quick() : row.contains(fault.name()))
        .toList();
  }
}
