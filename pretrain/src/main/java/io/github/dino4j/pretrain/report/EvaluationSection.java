package io.github.dino4j.pretrain.report;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.report.ReportSummary;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What evaluations of the finished model found: their first figures, and links to the rest. */
final class EvaluationSection {
  private static final int FIRST = 3;

  private EvaluationSection() {}

  /**
   * Empty without reports.
   *
   * @param folder with a folder for each report
   */
  static Optional<Section> of(Path folder) {
    String parts =
        reports(folder).stream().map(EvaluationSection::html).collect(Collectors.joining());
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "evaluations",
                "What the model is good for",
                """
                <p>Protocols on its frozen features, of the weights that the run ended with. Shares
                are in %%, with the interval that holds the true one with a chance of 95 %%.</p>
                %s\
                """
                    .formatted(parts)));
  }

  private static List<Path> reports(Path folder) {
    try (Stream<Path> content = Files.list(folder)) {
      return content.filter(ReportSummary::isIn).sorted().toList();
    } catch (IOException _) {
      return List.of(); // there are none yet
    }
  }

  /** A damaged report is worth no page. */
  private static String html(Path folder) {
    try {
      ReportSummary report = ReportSummary.read(folder);
      Table all = report.figures();
      String name = Html.escape(String.valueOf(folder.getFileName()));
      return """
      <h3><a href="%s/%s/index.html">%s</a>: %s</h3>
      %s\
      """
          .formatted(
              ReportPage.EVALUATION,
              name,
              name,
              Html.escape(report.title()),
              new Table(all.columns(), all.rows().stream().limit(FIRST).toList()).html());
    } catch (DinoException _) {
      return "";
    }
  }
}
