package io.github.dino4j.benchmarks;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.pretrain.step.Batch;
import io.github.dino4j.pretrain.step.TrainingStep;
import io.github.dino4j.torch.Scope;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Times training steps on noise, in a process of its own so that its peak memory is that of the
 * step. Arguments: number of steps, then {@code key=value} of the configuration. Prints what {@link
 * StepTimer} says.
 */
public final class TrainingSpeed {
  private static final Hyperparameters HYPERPARAMETERS =
      new Hyperparameters(1e-4, 0.04, 0.992, 0.05, 1e-4);

  private TrainingSpeed() {}

  public static void main(String[] arguments) throws IOException {
    List<String> words = Arrays.asList(arguments);
    PretrainConfig config = StepTimer.config(words.subList(1, words.size()));
    try (Scope scope = Scope.open();
        TrainingStep training = new TrainingStep(config, ProcessGroup.single())) {
      List<Batch> batches = NoiseBatches.of(config);
      StepTimer timer =
          new StepTimer(Integer.parseInt(words.getFirst()), config.train().batchSize());
      timer.report(i -> training.run(i, batches, HYPERPARAMETERS));
    }
  }
}
