package dev.commitcast.benchmarks.store;

import dev.commitcast.benchmarks.report.Figure;
import dev.commitcast.benchmarks.report.MarkdownTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rounds of all cases under one condition. Not thread-safe. */
final class Results {
  /** The rounds of one case. */
  private record Rounds(List<Double> plain, List<Double> store, List<Double> sequenced) {
    Rounds() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private final Map<Case, Rounds> all = new LinkedHashMap<>();

  /**
   * Notes a round.
   *
   * @param sequenced the rate until everything was sequenced; not a number for reads
   */
  void add(Case what, double plain, double store, double sequenced) {
    Rounds rounds = all.computeIfAbsent(what, key -> new Rounds());
    rounds.plain().add(plain);
    rounds.store().add(store);
    if (!Double.isNaN(sequenced)) {
      rounds.sequenced().add(sequenced);
    }
  }

  void print(String title) {
    MarkdownTable table =
        new MarkdownTable(
            "events/s",
            "plain SQL",
            "Commitcast, committed",
            "of plain",
            "until sequenced",
            "of plain",
            "published elsewhere");
    all.forEach((what, rounds) -> table.add(row(what, rounds)));
    System.out.println();
    System.out.println("### " + title);
    System.out.println();
    System.out.println(table.print());
  }

  private static List<String> row(Case what, Rounds rounds) {
    Figure plain = new Figure(rounds.plain());
    Figure store = new Figure(rounds.store());
    List<String> row = new ArrayList<>();
    row.add(what.title());
    row.add(plain.print("%,.0f"));
    row.add(store.print("%,.0f"));
    row.add(store.relativeTo(plain).print("%.2f"));
    if (rounds.sequenced().isEmpty()) {
      row.add("–");
      row.add("–");
    } else {
      Figure sequenced = new Figure(rounds.sequenced());
      row.add(sequenced.print("%,.0f"));
      row.add(sequenced.relativeTo(plain).print("%.2f"));
    }
    row.add(what.published());
    return row;
  }
}
