package io.github.dino4j.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UPlotTest {
  private static String[] texts() {
    return new String[] {UPlot.style(), UPlot.script()};
  }

  @ParameterizedTest
  @MethodSource("texts")
  void itsLicenceStandsInEveryCopy(String text) {
    assertThat(text)
        .startsWith("/*! uPlot 1.")
        .contains("Leon Sorokin", "Permission is hereby granted", "\"AS IS\"");
    assertThat(text.indexOf("*/")).isGreaterThan(text.indexOf("\"AS IS\""));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void nothingInItEndsThePageOrLoadsMore(String text) {
    assertThat(text)
        .doesNotContainIgnoringCase(
            "</script",
            "</style",
            "<!--",
            "@import",
            "url(",
            "fetch(",
            "XMLHttpRequest",
            "import(");
  }

  @Test
  void theLibraryComesBeforeWhatUsesIt() {
    assertThat(UPlot.script().indexOf("var uPlot="))
        .isPositive()
        .isLessThan(UPlot.script().indexOf("new uPlot("));
    assertThat(UPlot.style()).contains(".u-over", ".plot");
  }
}
