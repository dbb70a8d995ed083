package io.github.dino4j.pretrain.step;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Arrays;
import java.util.Map;

/**
 * What one step tells.
 *
 * @param losses averaged over processes and passes
 * @param gradientNorms by submodule, before clipping
 * @param teacherEntropy of the teacher's targets in nats, over a few CLS tokens of each process;
 *     near zero or near ln K it shows collapse; NaN where features are the targets
 */
public record StepReport(Losses losses, Map<String, Double> gradientNorms, double teacherEntropy) {
  /** Of no pass yet. */
  static final StepReport ZERO = new StepReport(Losses.ZERO, Map.of(), 0);

  /**
   * With one more pass.
   *
   * @param share of the pass in the step
   */
  StepReport plus(Losses some, double entropy, double share) {
    return new StepReport(
        losses.plus(some, share), gradientNorms, teacherEntropy + share * entropy);
  }

  StepReport with(Map<String, Double> norms) {
    return new StepReport(losses, norms, teacherEntropy);
  }

  /** Losses and entropy averaged over all processes; all of them must call this together. */
  StepReport averaged(ProcessGroup processes) {
    try (Scope scope = Scope.open()) {
      float[] here = losses.toArray();
      float[] values = Arrays.copyOf(here, here.length + 1);
      values[here.length] = (float) teacherEntropy;
      float[] sums = Tensors.toFloats(processes.sum(Tensors.of(values, values.length)));
      double share = 1.0 / processes.count();
      return new StepReport(losses.with(sums, share), gradientNorms, share * sums[here.length]);
    }
  }

  /**
   * @throws DinoException if a loss or gradient is not finite
   */
  void requireFinite(long iteration, Hyperparameters hyperparameters) {
    if (!losses.isFinite() || !gradientNorms.values().stream().allMatch(Double::isFinite)) {
      throw new DinoException(
          "iteration %d: a loss or gradient is not finite (%s; learning rate %s): nothing was updated; look at the images of this batch, or go on from the last checkpoint with a lower optim.base_lr"
              .formatted(iteration, losses.named(), hyperparameters.learningRate()));
    }
  }
}
