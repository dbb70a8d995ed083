package io.github.dino4j.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.report.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void numbersStandOnTheRight() {
    Table table =
        new Table(
            List.of("", "test", "validation"),
            List.of(List.of("top-1", "52.2 (47.0 – 57.0)", "9.1"), List.of("mAP", "3.0", "")));

    assertThat(TextTable.lines(table))
        .containsExactly(
            "                     test  validation",
            "top-1  52.2 (47.0 – 57.0)         9.1",
            "mAP                   3.0");
  }
}
