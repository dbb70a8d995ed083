package io.github.dino4j.spark;

import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.curate.task.TaskRunnerContract;
import java.util.Map;

class SparkRunnerTest extends TaskRunnerContract {
  @Override
  protected TaskRunner runner(TaskRunner.Listener listener) {
    return SparkRunner.open("local[2]", Map.of(), listener);
  }
}
