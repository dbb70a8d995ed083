package io.github.dino4j.pretrain.report;

import io.github.dino4j.base.Json;
import io.github.dino4j.base.JsonLines;
import io.github.dino4j.base.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The numbers of a run's steps in a file, one JSON object a line, from the first step to the last
 * over all sittings. Belongs to one thread; whoever opened it closes it.
 */
public final class MetricsLog implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final double seconds;
  private final WaitingLines lines;

  private MetricsLog(Path file, double seconds) throws IOException {
    this.file = file;
    this.seconds = seconds;
    channel = FileChannel.open(file, StandardOpenOption.WRITE);
    lines = new WaitingLines(channel::write, channel.size());
  }

  /**
   * Opens the log of a run that goes on, or begins it. What a killed run wrote of steps that will
   * be done again is dropped, and so is a line that was not finished.
   *
   * @param file made with its folder where it is missing
   * @param nextIteration the first one that will be added
   * @throws io.github.dino4j.DinoException if it cannot be read or written
   */
  public static MetricsLog open(Path file, long nextIteration) {
    double[] seconds = {0};
    JsonLines.rewrite(
        file,
        line -> {
          boolean stays =
              line.get(MetricNames.ITERATION) instanceof Long iteration
                  && iteration < nextIteration;
          if (stays && line.get(MetricNames.SECONDS) instanceof Number time) {
            seconds[0] = time.doubleValue();
          }
          return stays;
        },
        List.of());
    try {
      return new MetricsLog(file, seconds[0]);
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
  }

  /** Seconds of training that the log knew of when it was opened; 0 for a new one. */
  public double seconds() {
    return seconds;
  }

  /**
   * Adds a line, so that whoever reads the file from now on sees it.
   *
   * @throws io.github.dino4j.DinoException if it cannot be written, as on a full disk; it is kept,
   *     and the next call writes it too
   */
  public void add(Metrics metrics) {
    try {
      lines.add((Json.compact(metrics.toJson()) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
  }

  /**
   * @throws io.github.dino4j.DinoException if a line still cannot be written
   */
  @Override
  public void close() {
    try (channel) {
      try {
        lines.flush();
      } finally {
        channel.truncate(lines.end());
      }
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
  }
}
