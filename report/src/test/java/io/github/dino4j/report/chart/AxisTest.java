package io.github.dino4j.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "0.125,0.125",
    "3,3",
    "12500,12.5k",
    "0.000002,2e-6",
    "-0.5,-0.5",
    "100,100",
    "9.99996,10",
    "1250000,1.25M",
    "0.0015,0.0015",
    "0.00123456,0.001235"
  })
  void numbersAreShort(double value, String words) {
    assertThat(Axis.words(value)).isEqualTo(words);
  }

  @Test
  void valuesHaveRoomAboveAndBelow() {
    assertThat(Axis.of(new double[] {20, 10, 15})).isEqualTo(new Axis(9.4, 20.6, false));
  }

  @Test
  void anAxisThatNearlyTouchesZeroBeginsThere() {
    assertThat(Axis.of(new double[] {0.3, 9.7}).low()).isZero();
  }

  @Test
  void positiveValuesOfManySizesGoByPowersOfTen() {
    Axis axis = Axis.of(new double[] {0.002, 40});

    assertThat(axis.logarithmic()).isTrue();
    assertThat(axis.low()).isBetween(0.001, 0.002);
    assertThat(axis.high()).isBetween(40.0, 100.0);
    assertThat(Axis.of(new double[] {-0.002, 40}).logarithmic()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"5,5", "0,0", "-3,-3", "1.166,1.1660000000000004"})
  void whatStaysTheSameHasAnAxisAroundIt(double value, double hardlyMore) {
    Axis axis = Axis.of(new double[] {value, hardlyMore});

    assertThat(axis.high()).isGreaterThan(value + 1e-10);
    assertThat(axis.low()).isLessThanOrEqualTo(value);
    assertThat(axis.high() - axis.low()).isCloseTo(0.1 * Math.abs(value), offset(1e-8));
  }
}
