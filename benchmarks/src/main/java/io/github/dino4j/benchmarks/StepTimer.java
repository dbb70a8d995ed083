package io.github.dino4j.benchmarks;

import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * Times steps and prints one line of JSON: the median step in seconds, images a second, processor
 * seconds a step on all cores together, peak resident memory of the process in MiB.
 *
 * @param steps to time, after two that warm up
 * @param images in a step
 */
record StepTimer(int steps, int images) {
  private static final int WARM_UP = 2;

  static PretrainConfig config(List<String> overrides) {
    return ConfigFile.defaults().with(overrides).config();
  }

  /**
   * @param step takes its number, from 0
   */
  void report(IntConsumer step) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      step.accept(i);
    }
    double[] seconds = new double[steps];
    double before = processorSeconds();
    for (int i = 0; i < steps; i++) {
      long begin = System.nanoTime();
      step.accept(WARM_UP + i);
      seconds[i] = (System.nanoTime() - begin) / 1e9;
    }
    double used = processorSeconds() - before;
    Arrays.sort(seconds);
    double median = (seconds[(steps - 1) / 2] + seconds[steps / 2]) / 2;
    new PrintStream(System.out, true, StandardCharsets.UTF_8)
        .printf(
            Locale.ROOT,
            "{\"seconds_per_step\": %.4f, \"images_per_second\": %.3f, \"processor_seconds_per_step\": %.3f, \"peak_resident_mib\": %d}%n",
            median,
            images / median,
            used / steps,
            peakResidentMebibytes());
  }

  private static double processorSeconds() {
    Duration total = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return total.toNanos() / 1e9;
  }

  /** The most that the process ever held, as Linux counts it; 0 elsewhere. */
  private static long peakResidentMebibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(0);
    }
  }
}
