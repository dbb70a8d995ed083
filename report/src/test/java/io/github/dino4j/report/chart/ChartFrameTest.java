package io.github.dino4j.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.report.chart.Chart.Line;
import io.github.dino4j.report.chart.Curve.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartFrameTest {
  private static Curve curve(double... values) {
    Curve curve = new Curve();
    for (int i = 0; i < values.length; i++) {
      curve.add(i, values[i]);
    }
    return curve;
  }

  private static String html(Chart... charts) {
    return new ChartFrame(10).html(List.of(charts));
  }

  @Test
  void aLineIsWrittenAsItIs() {
    assertThat(html(Chart.of("speed", curve(1, 3, 2), false)))
        .contains("<strong>speed</strong>", "<output>2</output>", "speed: from 1 to 2")
        .contains(
            """
            {"end":10,"low":0.88,"high":3.12,"logarithmic":false,\
            "lines":[{"colour":"c0","x":[0,1,2],"y":[1,3,2]}],"levels":[]}\
            """);
  }

  @Test
  void anAverageCarriesTheSingleSteps() {
    double[] noise = new double[160];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = i % 2 == 0 ? 0 : 12;
    }
    String html = html(Chart.of("loss", curve(noise), true));

    assertThat(html).contains("\"raw\":[0,12,0,12,").contains("\"y\":[4,6,4.8,7.2,4.8,");
  }

  @Test
  void severalLinesAndLevelsAreTold() {
    Chart chart =
        new Chart(
            "norms",
            List.of(new Line("backbone", curve(1), false), new Line("head", curve(2), false)),
            List.of());

    assertThat(html(chart.with("limit", 3)))
        .contains("<li class=\"c0\"><i></i>backbone <output>1</output></li>")
        .contains("<li class=\"c1\"><i></i>head <output>2</output></li>")
        .contains("<li class=\"soft\"><i class=\"dashed\"></i>limit <span>3</span></li>")
        .contains("\"levels\":[{\"colour\":\"soft\",\"y\":3}]");
    assertThat(html(chart.with("limit", 3).with("goal", 0.5)))
        .contains("\"levels\":[{\"colour\":\"c2\",\"y\":3},{\"colour\":\"c3\",\"y\":0.5}]");
  }

  @Test
  void manySizesGoByPowersOfTen() {
    assertThat(html(Chart.of("norm", curve(0.0123456, 3, 400), false)))
        .contains("by powers of ten", "\"logarithmic\":true", "\"y\":[0.012346,3,400]");
  }

  @Test
  void namesAreText() {
    Chart chart =
        new Chart(
            "a<b>",
            List.of(new Line("\"c\"", curve(1), false), new Line("d&e", curve(1), false)),
            List.of());

    assertThat(html(chart.with("</script>", 2)))
        .contains("a&lt;b&gt;", "&quot;c&quot; ", "d&amp;e ", "&lt;/script&gt;")
        .doesNotContain("<b>", "\"c\"", "d&e");
  }

  @Test
  void oneValueIsEnoughAndNoneIsNoChart() {
    assertThat(html(Chart.of("one", Curve.of(List.of(new Point(0, 5))), true)))
        .contains("\"low\":4.75,\"high\":5.25", "\"x\":[0],\"y\":[5],\"raw\":[5]");
    assertThat(html(Chart.of("none", new Curve(), true).with("level", 1)))
        .isEqualTo("<div class=\"charts\">\n</div>\n");
  }

  @Test
  void anEndLiesBehindTheFirstStep() {
    assertThat(new ChartFrame(0).html(List.of(Chart.of("first", curve(5), false))))
        .contains("{\"end\":1,");
  }
}
