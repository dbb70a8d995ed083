package io.github.dino4j.pretrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.base.JsonLines;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("run/metrics.jsonl");
  }

  private void write(long from, long to) {
    try (MetricsLog log = MetricsLog.open(file(), from)) {
      for (long i = from; i < to; i++) {
        log.add(SyntheticRun.metrics(i));
      }
    }
  }

  private List<Map<String, Object>> lines() {
    List<Map<String, Object>> lines = new ArrayList<>();
    JsonLines.read(file(), lines::add);
    return lines;
  }

  @Test
  void aStepIsALineWithTheNamesOfTheReference() {
    write(0, 1);
    Metrics step = SyntheticRun.metrics(0);

    assertThat(lines())
        .singleElement()
        .satisfies(line -> {
          assertThat(line)
              .containsEntry("iteration", 0L)
              .containsEntry("seconds", step.seconds())
              .containsEntry("images_per_second", step.imagesPerSecond())
              .containsEntry("data_wait", step.dataWait())
              .containsEntry("total_loss", step.step().losses().total())
              .containsEntry(Loss.DINO_LOCAL.metric(), step.step().losses().get(Loss.DINO_LOCAL))
              .containsEntry(Loss.DINO_GLOBAL.metric(), step.step().losses().get(Loss.DINO_GLOBAL))
              .containsEntry(Loss.KOLEO.metric(), step.step().losses().get(Loss.KOLEO))
              .containsEntry(Loss.IBOT.metric(), step.step().losses().get(Loss.IBOT))
              .containsEntry("teacher_entropy", step.step().teacherEntropy())
              .containsEntry("lr", step.rates().learningRate())
              .containsEntry("last_layer_lr", step.rates().lastLayerLearningRate())
              .containsEntry("wd", step.rates().weightDecay())
              .containsEntry("mom", step.rates().momentum())
              .containsEntry("teacher_temp", step.rates().teacherTemperature());
          step.step()
              .gradientNorms()
              .forEach(
                  (name, norm) -> assertThat(line).containsEntry("gradient_norm_" + name, norm));
        });
  }

  @Test
  void aResumedRunReadsLikeAnUnbrokenOne() throws IOException {
    write(0, 9);
    byte[] unbroken = Files.readAllBytes(file());
    Files.delete(file());
    write(0, 7); // killed after 7 steps, the last checkpoint after 4
    write(4, 9);

    assertThat(file()).hasBinaryContent(unbroken);
  }

  @Test
  void theTimeOfTheLastLineThatStaysIsKnown() {
    write(0, 7);

    try (MetricsLog log = MetricsLog.open(file(), 4)) {
      assertThat(log.seconds()).isEqualTo(SyntheticRun.metrics(3).seconds());
    }
    try (MetricsLog log = MetricsLog.open(file(), 0)) {
      assertThat(log.seconds()).isZero();
    }
  }

  @Test
  void aLineThatAKillTorePassesAway() throws IOException {
    write(0, 3);
    String whole = Files.readString(file());
    Files.writeString(file(), "{\"iteration\":3,\"seco", StandardOpenOption.APPEND);
    MetricsLog.open(file(), 10).close();

    assertThat(file()).hasContent(whole);
  }

  @Test
  void othersSeeALineAtOnce() {
    try (MetricsLog log = MetricsLog.open(file(), 0)) {
      log.add(SyntheticRun.metrics(0));
      assertThat(lines()).hasSize(1);
      log.add(SyntheticRun.metrics(1));
      assertThat(lines()).hasSize(2);
    }
  }
}
