package io.github.dino4j.pretrain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.torch.Computation;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportPageTest {
  private static final Computation COMPUTATION =
      new Computation(
          InstructionSet.AVX2,
          Computation.Engine.AUTOGRAD,
          ElementType.FP32,
          "heads of 48 have no kernel");

  private static final Pattern FIGURE =
      Pattern.compile("<figure class=\"chart\".*?</figure>", Pattern.DOTALL);
  private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);
  private static final Pattern DATA = Pattern.compile("data-lines=\"([^\"]*)\"");

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
  void drawingsAreWellFormed() throws Exception {
    var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    List<String> drawings = SVG.matcher(html).results().map(MatchResult::group).toList();

    assertThat(drawings).hasSize(17);
    for (String drawing : drawings) {
      builder.parse(new InputSource(new StringReader(drawing)));
    }
    assertThat(html).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void aCurveFollowsItsValuesAndIsThinned() throws IOException {
    Values data = data("momentum of the teacher");

    assertThat(data.x().size()).isBetween(500, 1000);
    for (int i = 0; i < data.x().size(); i++) {
      long step = Math.round(data.x().get(i));
      assertThat(data.y().get(i))
          .isCloseTo(SyntheticRun.metrics(step).rates().momentum(), offset(2e-5));
    }
  }

  private record Values(List<Double> x, List<Double> y) {}

  private static Values data(String title) throws IOException {
    var matcher = DATA.matcher(chart(title));
    assertThat(matcher.find()).isTrue();
    JsonNode lists = new ObjectMapper().readTree(matcher.group(1));
    return new Values(doubles(lists.get(0)), doubles(lists.get(1)));
  }

  private static List<Double> doubles(JsonNode list) {
    List<Double> values = new ArrayList<>();
    list.forEach(value -> values.add(value.doubleValue()));
    return values;
  }

  @Test
  void accuracyStandsBesideItsBaselines() throws IOException {
    String chart = chart("named rightly by nearest neighbours, %");

    assertThat(data("named rightly by nearest neighbours, %").y()).first().isEqualTo(21.2);
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
    assertThat(Pattern.compile("data:image/jpeg;base64,").matcher(html).results().count())
        .as("the photos and at most eight strips")
        .isEqualTo(9);
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
