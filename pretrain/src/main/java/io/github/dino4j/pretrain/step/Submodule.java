package io.github.dino4j.pretrain.step;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.optimizer.AdamW;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.pretrain.optimizer.MovingAverage;
import io.github.dino4j.pretrain.optimizer.ParameterGroups;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.torch.FusedAdamW;
import io.github.dino4j.torch.Parameters;

/**
 * The backbone or a head on its way from gradients to new weights of the student and their average.
 * Gradients are clipped submodule by submodule.
 */
record Submodule(
    String name,
    Parameters student,
    Parameters average,
    Gradients gradients,
    BucketedSum sum,
    AdamW optimizer)
    implements AutoCloseable {
  static final String BACKBONE = "backbone";

  /**
   * @param optimization how its parameters learn
   * @param processes that share its gradients
   */
  static Submodule of(
      String name,
      Parameters student,
      Parameters average,
      Optimization optimization,
      ProcessGroup processes) {
    Gradients gradients = new Gradients(student.named());
    var groups = optimization.groups().fuse(student.named().keySet());
    AdamW optimizer = new AdamW(student.named(), gradients, groups, optimization.betas());
    BucketedSum sum = new BucketedSum(student.named(), gradients, processes);
    return new Submodule(name, student, average, gradients, sum, optimizer);
  }

  /** What the configuration says about it. */
  record Optimization(ParameterGroups groups, FusedAdamW.Betas betas) {
    static Optimization of(PretrainConfig.Optim optim, int depth) {
      return new Optimization(
          new ParameterGroups(depth, optim.layerwiseDecay(), optim.patchEmbedLrMult()),
          new FusedAdamW.Betas(optim.beta1(), optim.beta2()));
    }
  }

  /**
   * Begins to sum the gradients over all processes: at once those of a head, which has them all,
   * and those of the backbone as they come.
   */
  void beginSum() {
    if (name.equals(BACKBONE)) {
      sum.watch();
    } else {
      sum.begin();
    }
  }

  void update(Hyperparameters hyperparameters) {
    optimizer.step(hyperparameters);
    MovingAverage.update(average, student, hyperparameters.momentum());
  }

  @Override
  public void close() {
    optimizer.close();
    sum.close();
    gradients.close();
  }
}
