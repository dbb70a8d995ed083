package io.github.dino4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {
  @Test
  void theLongestBarFillsTheWidthAndOthersGoByIt() {
    String html =
        new Bars(
                List.of(
                    new Bars.Bar("<a>", 3, List.of(1.0, 0.0), "3 & 1"),
                    new Bars.Bar("b", 2, List.of(), "2")))
            .html();
    assertThat(html)
        .contains(
            "<i class=\"strong\" style=\"width:75.00%\"></i><i style=\"width:25.00%\"></i></span>")
        .contains("<i class=\"strong\" style=\"width:50.00%\"></i></span>")
        .contains("<span>&lt;a&gt;</span>", "<span>3 &amp; 1</span>");
  }

  @Test
  void nothingHasNoLength() {
    assertThat(new Bars(List.of(new Bars.Bar("a", 0, List.of(), ""))).html()).doesNotContain("<i");
  }
}
