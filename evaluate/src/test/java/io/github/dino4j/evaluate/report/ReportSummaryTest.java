package io.github.dino4j.evaluate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportSummaryTest {
  @TempDir Path folder;

  @Test
  void whatAReportWroteIsReadAgain() {
    EvaluationReport report = new EvaluationReport(folder, "Depth", new LinkedHashMap<>());
    report.figure("test", "top-1", Unit.SHARE, new Estimate(0.5, 0.25, 0.75));
    report.figure("test", "abs_rel", Unit.QUANTITY, Estimate.exact(0.125));
    report.figure("other", "abs_rel", Unit.QUANTITY, new Estimate(Double.NaN, 0, 1));
    assertThat(ReportSummary.isIn(folder)).isFalse();

    report.write();

    assertThat(ReportSummary.isIn(folder)).isTrue();
    assertThat(ReportSummary.read(folder)).isEqualTo(new ReportSummary("Depth", report.table()));
    assertThat(report.table().rows().getFirst()).containsExactly("top-1", "50.0 (25.0 – 75.0)", "");
  }

  @Test
  void oneThatIsMissingOrDamagedIsTold() throws IOException {
    Path file = folder.resolve("metrics.json");
    assertThatThrownBy(() -> ReportSummary.read(folder))
        .isInstanceOf(DinoException.class)
        .hasMessage("%s: no such file", file);
    Files.writeString(file, "[]");
    assertThatThrownBy(() -> ReportSummary.read(folder))
        .isInstanceOf(DinoException.class)
        .hasMessage("%s: is not a JSON object", file);
  }
}
