package io.github.dino4j.cli.terminal;

import io.github.dino4j.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table as lines of text: words on the left, numbers on the right of their columns. */
public final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /** The lines, the names of the columns first. */
  public static List<String> lines(Table table) {
    List<List<String>> all = new ArrayList<>(List.of(table.columns()));
    all.addAll(table.rows());
    int[] widths =
        IntStream.range(0, table.columns().size())
            .map(column -> all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? row.get(i) + blanks : GAP + blanks + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}
