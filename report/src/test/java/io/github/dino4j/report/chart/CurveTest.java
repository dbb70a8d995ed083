package io.github.dino4j.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.github.dino4j.report.chart.Curve.Point;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveTest {
  private static Curve line(int values) {
    Curve curve = new Curve();
    for (int i = 0; i < values; i++) {
      curve.add(i, 3.0 * i);
    }
    return curve;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 999, 1000, 1001, 2000, 2001, 123_457})
  void pointsStayFewAndOnTheLine(int values) {
    List<Point> points = line(values).points();

    assertThat(points).hasSizeBetween(Math.min(values, 500), 1000);
    assertThat(points)
        .allSatisfy(point -> assertThat(point.y()).isCloseTo(3 * point.x(), offset(1e-6 * values)));
    assertThat(points.getLast().x()).isGreaterThan(values - 1 - values / 250.0 - 1);
  }

  @Test
  void everyPointIsTheMeanOfItsValues() {
    Curve curve = new Curve();
    for (int i = 0; i < 4000; i++) {
      curve.add(i, i % 4 == 0 ? 8 : 0);
    }

    assertThat(curve.points()).hasSize(1000).allSatisfy(p -> assertThat(p.y()).isEqualTo(2));
  }

  @Test
  void smoothingKeepsALineAndCalmsNoise() {
    Curve noise = new Curve();
    for (int i = 0; i < 1000; i++) {
      noise.add(i, i % 2 == 0 ? 1 : -1);
    }

    assertThat(line(700).smoothed().subList(8, 692))
        .allSatisfy(point -> assertThat(point.y()).isCloseTo(3 * point.x(), offset(1e-9)));
    assertThat(noise.smoothed().subList(0, 1000))
        .allSatisfy(point -> assertThat(Math.abs(point.y())).isLessThan(0.08));
  }

  @Test
  void whatIsNoNumberIsPassedOver() {
    Curve curve = new Curve();
    curve.add(0, Double.NaN);
    curve.add(1, 5);
    curve.add(2, Double.POSITIVE_INFINITY);

    assertThat(curve.points()).containsExactly(new Point(1, 5));
  }
}
