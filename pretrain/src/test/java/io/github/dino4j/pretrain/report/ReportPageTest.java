package io.github.dino4j.pretrain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Estimate;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.torch.Computation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  private static final Computation COMPUTATION =
      new Computation(
          InstructionSet.AVX2,
          Computation.Engine.AUTOGRAD,
          ElementType.FP32,
          "heads of 48 have no kernel");

  private static final Pattern FIGURE =
      Pattern.compile("<figure class=\"chart\".*?</figure>", Pattern.DOTALL);
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\">(.*?)</script>");

  @TempDir private static Path run;
  private static String html = "";

  @BeforeAll
  static void write() throws IOException {
    SyntheticRun.write(run);
    ReportPage.write(run, COMPUTATION);
    html = Files.readString(run.resolve("report.html"));
  }

  private static List<String> charts(String page) {
    return FIGURE.matcher(page).results().map(MatchResult::group).toList();
  }

  private static String chart(String title) {
    List<String> found =
        charts(html).stream().filter(chart -> chart.contains("<strong>" + title)).toList();
    assertThat(found).as(title).hasSize(1);
    return found.getFirst();
  }

  @Test
  void theWayOfComputingIsNamedWithItsReason() {
    assertThat(html).contains("<dd>fp32 by autograd (AVX2): heads of 48 have no kernel</dd>");
  }

  @Test
  void everyNumberOfARunHasItsChart() {
    Stream.of(
            "named rightly by nearest neighbours, %",
            "total, as optimised",
            "DINO, local crops",
            "DINO, global crops",
            "iBOT, hidden patches",
            "KoLeo, spread of the images",
            "teacher&#39;s entropy, nats",
            "KoLeo distance to the nearest image",
            "cosine between different images",
            "effective rank of the features",
            "norms before clipping",
            "learning rate",
            "weight decay",
            "momentum of the teacher",
            "temperature of the teacher",
            "images a second",
            "time spent waiting for images, %")
        .forEach(ReportPageTest::chart);
    assertThat(charts(html)).hasSize(17);
  }

  @Test
  void everyChartCanBeDrawn() throws IOException {
    for (String chart : charts(html)) {
      JsonNode data = json(chart);
      double end = data.get("end").doubleValue();

      assertThat(data.get("low").doubleValue()).isLessThan(data.get("high").doubleValue());
      assertThat(data.get("lines")).isNotEmpty();
      for (JsonNode line : data.get("lines")) {
        List<Double> x = doubles(line.get("x"));
        assertThat(x).isNotEmpty().doesNotHaveDuplicates().isSorted();
        assertThat(x).allMatch(step -> step >= 0 && step <= end);
        assertThat(doubles(line.get("y"))).hasSameSizeAs(x);
        if (line.has("raw")) {
          assertThat(doubles(line.get("raw"))).hasSameSizeAs(x);
        }
      }
    }
  }

  @Test
  void aCurveFollowsItsValuesAndIsThinned() throws IOException {
    JsonNode line = line("momentum of the teacher");
    List<Double> x = doubles(line.get("x"));
    List<Double> y = doubles(line.get("y"));

    assertThat(x.size()).isBetween(500, 1000);
    for (int i = 0; i < x.size(); i++) {
      assertThat(y.get(i))
          .isCloseTo(SyntheticRun.metrics(Math.round(x.get(i))).rates().momentum(), offset(2e-5));
    }
  }

  @Test
  void noiseIsShownBehindItsAverage() throws IOException {
    JsonNode loss = line("total, as optimised");

    assertThat(roughness(loss.get("y"))).isLessThan(0.2 * roughness(loss.get("raw")));
    assertThat(line("learning rate").has("raw")).isFalse();
  }

  /** Mean distance from one value to the next. */
  private static double roughness(JsonNode list) {
    List<Double> values = doubles(list);
    double sum = 0;
    for (int i = 1; i < values.size(); i++) {
      sum += Math.abs(values.get(i) - values.get(i - 1));
    }
    return sum / (values.size() - 1);
  }

  private static JsonNode line(String title) throws IOException {
    return json(chart(title)).get("lines").get(0);
  }

  /** Fails on what is no JSON, such as NaN. */
  private static JsonNode json(String chart) throws IOException {
    var matcher = DATA.matcher(chart);
    assertThat(matcher.find()).isTrue();
    return new ObjectMapper().readTree(matcher.group(1));
  }

  private static List<Double> doubles(JsonNode list) {
    List<Double> values = new ArrayList<>();
    list.forEach(value -> {
      assertThat(value.isNumber()).isTrue();
      values.add(value.doubleValue());
    });
    return values;
  }

  @Test
  void accuracyStandsBesideItsBaselines() throws IOException {
    String chart = chart("named rightly by nearest neighbours, %");

    assertThat(line("named rightly by nearest neighbours, %").at("/y/0").doubleValue())
        .isEqualTo(21.2);
    assertThat(chart)
        .contains("untrained network <span>21.2<")
        .contains("raw pixels <span>23.1<")
        .contains("always the commonest class <span>11.5<");
  }

  @Test
  void allIsInOneFile() {
    assertThat(html)
        .contains("photos &lt;of&gt; mine")
        .contains("3,000 of 5,000")
        .contains("1 h 35 min")
        .doesNotContain("<of>");
    assertThat(Pattern.compile("(src|href)=\"(?!data:|#)").matcher(html).find()).isFalse();
    assertThat(
            Pattern.compile("https?://[^ \"')]*").matcher(html).results().map(MatchResult::group))
        .as("addresses, all of them in the licence")
        .containsExactly("https://github.com/leeoniya/uPlot");
    assertThat(html).contains("Permission is hereby granted", "Leon Sorokin", "var uPlot=");
    assertThat(Pattern.compile("data:image/jpeg;base64,").matcher(html).results().count())
        .as("the photos and at most eight strips")
        .isEqualTo(9);
  }

  @Test
  void withoutJavaScriptItSaysSoAndTellsTheLastValues() {
    assertThat(html).contains("<noscript><p>The curves need JavaScript");
    assertThat(chart("weight decay")).contains("<output>0.4<");
  }

  @Test
  void evaluationsAreLinkedWithTheirFirstFigures(@TempDir Path evaluated) throws IOException {
    Files.copy(run.resolve("config.yaml"), evaluated.resolve("config.yaml"));
    EvaluationReport report =
        new EvaluationReport(
            evaluated.resolve("evaluation/knn"), "Nearest & others", new LinkedHashMap<>());
    for (int i = 1; i <= 4; i++) {
      report.figure("test", "top-" + i, Unit.SHARE, new Estimate(0.1 * i, 0, 0.9));
    }
    report.figure("other", "top-1", Unit.SHARE, Estimate.exact(0.5));
    report.write();
    Files.createDirectories(evaluated.resolve("evaluation/linear")); // killed before its end
    Path damaged = Files.createDirectories(evaluated.resolve("evaluation/depth"));
    Files.writeString(damaged.resolve("metrics.json"), "{");

    ReportPage.write(evaluated, COMPUTATION);

    assertThat(evaluated.resolve("report.html"))
        .content()
        .contains(
            "<h3><a href=\"evaluation/knn/index.html\">knn</a>: Nearest &amp; others</h3>",
            "<tr><th scope=\"row\">top-1</th><td>10.0 (0.0 – 90.0)</td><td>50.0</td></tr>",
            "<td>30.0 (0.0 – 90.0)</td>")
        .doesNotContain("top-4", "evaluation/linear", "evaluation/depth");
  }

  @Test
  void oneStepMakesAReport(@TempDir Path first) throws IOException {
    Files.copy(run.resolve("config.yaml"), first.resolve("config.yaml"));
    try (MetricsLog log = MetricsLog.open(first.resolve("metrics.jsonl"), 0)) {
      log.add(SyntheticRun.metrics(0));
    }
    ReportPage.write(first, COMPUTATION);
    List<String> charts = charts(Files.readString(first.resolve("report.html")));

    assertThat(charts).hasSize(14);
    for (String chart : charts) {
      assertThat(json(chart).get("end").intValue()).isEqualTo(1);
      assertThat(doubles(json(chart).at("/lines/0/x"))).containsExactly(0.0);
    }
  }

  @Test
  void aRunThatHasNotBegunHasAReport(@TempDir Path fresh) throws IOException {
    Files.writeString(fresh.resolve("config.yaml"), ConfigFile.defaults().yaml());
    ReportPage.write(fresh, COMPUTATION);

    assertThat(fresh.resolve("report.html")).content().contains("0 of 125,000");
    assertThat(charts(Files.readString(fresh.resolve("report.html")))).isEmpty();
  }

  @Test
  void aTermThatIsOffHasNoChart(@TempDir Path other) throws IOException {
    Files.writeString(
        other.resolve("config.yaml"),
        ConfigFile.defaults()
            .with(List.of("ibot.loss_weight=0", "dino.koleo_loss_weight=0"))
            .yaml());
    Files.copy(run.resolve("metrics.jsonl"), other.resolve("metrics.jsonl"));
    ReportPage.write(other, COMPUTATION);

    assertThat(other.resolve("report.html"))
        .content()
        .contains("DINO, local crops")
        .doesNotContain("iBOT, hidden")
        .doesNotContain("KoLeo distance");
  }

  @Test
  void aFolderThatIsNoRunIsRefused(@TempDir Path empty) {
    assertThatThrownBy(() -> ReportPage.write(empty, COMPUTATION))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("config.yaml");
  }
}
