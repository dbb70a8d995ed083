package io.github.dino4j.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
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
  void theRateOfAPartCountsThatPartOnly() {
    StringWriter err = new StringWriter();
    AtomicLong seconds = new AtomicLong();
    try (Progress progress =
        new Progress(new PrintWriter(err), false, () -> seconds.get() * 1_000_000_000)) {
      seconds.set(20);
      progress.show(new Progress.State(100, 0, 200, "images"));
      progress.show(new Progress.State(0, 0, 300, "steps"));
      seconds.set(30);
      progress.show(new Progress.State(20, 0, 300, "steps"));
      seconds.set(35);
      progress.show(new Progress.State(16, 0, 400, "images"));
      seconds.set(40);
      progress.show(new Progress.State(8, 0, 50, "images"));
      seconds.set(50);
      progress.show(new Progress.State(48, 0, 50, "images"));
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "100 of 200 images, 5.0/s, 0:20 left",
            "20 of 300 steps, 2.0/s, 2:20 left",
            "8 of 50 images, 0.0/s",
            "48 of 50 images, 4.0/s, 0:01 left");
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
