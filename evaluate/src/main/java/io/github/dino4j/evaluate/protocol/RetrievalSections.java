package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.retrieval.QueryResult;
import io.github.dino4j.evaluate.retrieval.RetrievalResult;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Queries with what they found, on a report.
 *
 * @param test name of the test set
 * @param queries by the numbers of a result
 * @param database by the numbers of a result
 */
record RetrievalSections(
    EvaluationReport report, String test, List<ImageRecord> queries, List<ImageRecord> database) {
  private static final int ROWS = 6;
  private static final int NEAREST = 6;
  private static final int SIDE = 140;

  /** Adds the queries that did worst and best. */
  void add(RetrievalResult result) {
    Comparator<QueryResult> byFirst = Comparator.comparingInt(query -> query.ranks()[0]);
    report.add(
        new Section(
            Section.id("queries-" + test),
            test + ": queries",
            "<p>On the left the query, beside it the nearest first; what shows the same instance has a green frame.</p>\n"
                + "<h3>Late</h3>\n"
                + table(result.queries().stream().sorted(byFirst.reversed()))
                + "<h3>At once</h3>\n"
                + table(result.queries().stream().sorted(byFirst))));
  }

  private String table(Stream<QueryResult> chosen) {
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\"><table class=\"found\"><tbody>\n");
    chosen.limit(ROWS).forEach(query -> html.append(row(query)));
    return html.append("</tbody></table></div>\n").toString();
  }

  private String row(QueryResult query) {
    ImageRecord image = queries.get(query.query());
    StringBuilder row =
        new StringBuilder(
            "<tr><th scope=\"row\">%s<small>%s, first right one at rank %d</small></th>"
                .formatted(
                    report.photo(image, SIDE), Html.escape(image.id()), query.ranks()[0] + 1));
    for (int rank = 0; rank < Math.min(NEAREST, query.nearest().length); rank++) {
      boolean right = Arrays.binarySearch(query.ranks(), rank) >= 0;
      row.append(
          "<td%s>%s</td>"
              .formatted(
                  right ? " class=\"right\"" : "",
                  report.photo(database.get(query.nearest()[rank]), SIDE)));
    }
    return row.append("</tr>\n").toString();
  }
}
