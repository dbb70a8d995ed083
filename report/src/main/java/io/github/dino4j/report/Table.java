package io.github.dino4j.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table on a {@link Page}: words in the first column, numbers on the right in the others.
 *
 * @param columns names of the columns, in plain text
 * @param rows cells in plain text, as many in each as there are columns
 */
public record Table(List<String> columns, List<List<String>> rows) {
  /** HTML, which scrolls sideways where the screen is narrow. */
  public String html() {
    String head =
        columns.stream()
            .map(name -> "<th scope=\"col\">%s</th>".formatted(Html.escape(name)))
            .collect(Collectors.joining());
    String body = rows.stream().map(Table::row).collect(Collectors.joining());
    return """
    <div class="scroll" tabindex="0" role="region" aria-label="%s">
    <table class="figures">
    <thead><tr>%s</tr></thead>
    <tbody>
    %s</tbody>
    </table>
    </div>
    """
        .formatted(Html.escape(String.join(", ", columns)), head, body);
  }

  private static String row(List<String> cells) {
    StringBuilder row = new StringBuilder("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      row.append(
          (i == 0 ? "<th scope=\"row\">%s</th>" : "<td>%s</td>")
              .formatted(Html.escape(cells.get(i))));
    }
    return row.append("</tr>\n").toString();
  }
}
