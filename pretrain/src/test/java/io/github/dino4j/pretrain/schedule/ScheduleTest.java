package io.github.dino4j.pretrain.schedule;

import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.Golden;
import io.github.dino4j.pretrain.config.ConfigFile;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final double TOLERANCE = 1e-12; // float64 on both sides

  @ParameterizedTest
  @ValueSource(strings = {"plain", "warmup", "freeze", "only_warmup", "one_warmup_step"})
  void cosineSchedulesEqualTheReference(String name) {
    JsonNode golden = Golden.json("schedules/cosine").get("cases").get(name);
    JsonNode arguments = golden.get("arguments");
    CosineSchedule schedule =
        new CosineSchedule(
            arguments.get("base_value").asDouble(),
            arguments.get("final_value").asDouble(),
            arguments.get("total_iters").asLong(),
            arguments.path("freeze_iters").asLong(0),
            arguments.path("warmup_iters").asLong(0),
            arguments.path("start_warmup_value").asDouble(0));
    JsonNode values = golden.get("values");
    assertThat(values.size()).isEqualTo((int) schedule.total());
    for (int i = 0; i < values.size(); i++) {
      assertRelative(name + " " + i, schedule.at(i), values.get(i).asDouble(), TOLERANCE);
    }
    assertRelative(name, schedule.at(99), golden.get("past_the_end").asDouble(), TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "vitl16_short", "vitl14", "vitg14"})
  void trainingSchedulesEqualTheReference(String name) throws Exception {
    JsonNode golden = Golden.json("schedules/training").get(name);
    String yaml =
        new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(golden.get("config"));
    var config = ConfigFile.defaults().with(name, yaml).config();
    Schedules schedules = Schedules.of(config, golden.get("processes").asInt());
    JsonNode expected = golden.get("schedules");
    assertRelative(
        name, Schedules.learningRate(config, 1), golden.get("scaled_lr").asDouble(), TOLERANCE);
    check(expected.get("lr"), i -> schedules.at(i).learningRate());
    check(expected.get("wd"), i -> schedules.at(i).weightDecay());
    check(expected.get("momentum"), i -> schedules.at(i).momentum());
    check(expected.get("teacher_temp"), i -> schedules.at(i).teacherTemperature());
    check(expected.get("last_layer_lr"), i -> schedules.at(i).lastLayerLearningRate());
  }

  private static void check(JsonNode expected, LongToDoubleFunction schedule) {
    JsonNode iterations = expected.get("iterations");
    for (int i = 0; i < iterations.size(); i++) {
      double value = schedule.applyAsDouble(iterations.get(i).asLong());
      assertRelative(
          "iteration " + iterations.get(i),
          value,
          expected.get("values").get(i).asDouble(),
          TOLERANCE);
    }
    long total = expected.get("total_iters").asLong();
    double sum = 0;
    for (long i = 0; i < total; i++) {
      sum += schedule.applyAsDouble(i);
    }
    assertRelative("sum", sum, expected.get("sum").asDouble(), 1e-11); // numpy adds pairwise
    assertRelative(
        "end",
        schedule.applyAsDouble(total + 5),
        expected.get("past_the_end").asDouble(),
        TOLERANCE);
  }

  @Test
  void aWarmUpLongerThanTheRunIsRefused() {
    assertThatThrownBy(() -> new CosineSchedule(1, 0, 10, 4, 7, 0))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("10 iterations")
        .hasMessageContaining("7 of warm-up");
  }
}
