package dev.commitcast.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table that reads well in a terminal and in a document. Not thread-safe. */
public final class MarkdownTable {
  private final List<List<String>> rows = new ArrayList<>();

  public MarkdownTable(String... header) {
    rows.add(List.of(header));
  }

  public void add(List<String> row) {
    if (row.size() != rows.get(0).size()) {
      throw new IllegalArgumentException("A row has as many cells as the header.");
    }
    rows.add(List.copyOf(row));
  }

  public String print() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      line(out, rows.get(r), widths, " ");
      if (r == 0) {
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
          rule.add("-".repeat(width));
        }
        line(out, rule, widths, " ");
      }
    }
    return out.toString();
  }

  private static void line(StringBuilder out, List<String> cells, int[] widths, String padding) {
    out.append('|');
    for (int i = 0; i < widths.length; i++) {
      out.append(' ')
          .append(cells.get(i))
          .append(padding.repeat(widths[i] - cells.get(i).length()));
      out.append(" |");
    }
    out.append('\n');
  }
}
