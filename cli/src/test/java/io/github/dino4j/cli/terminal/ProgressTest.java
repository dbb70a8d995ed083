package io.github.dino4j.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void rateAndTimeLeftCountThisRunOnly() {
    assertThat(Progress.text(new Progress.State(300, 100, 1000, "images"), 10))
        .isEqualTo("300 of 1000 images, 20/s, 0:35 left");
    assertThat(Progress.text(new Progress.State(5, 0, 100_000, "images"), 10))
        .isEqualTo("5 of 100000 images, 0.5/s, 55:33:10 left");
  }

  @Test
  void anUnknownTotalHasNoTimeLeft() {
    assertThat(Progress.text(new Progress.State(300, 0, -1, "images"), 10))
        .isEqualTo("300 images, 30/s");
  }

  @Test
  void aShortJobIsQuietWhereNobodyWatches() {
    StringWriter err = new StringWriter();
    try (Progress progress = new Progress(new PrintWriter(err), false)) {
      progress.show(new Progress.State(1, 0, 2, "images"));
      progress.show(new Progress.State(2, 0, 2, "images"));
    }
    assertThat(err.toString()).isEmpty();
  }
}
