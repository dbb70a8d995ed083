package io.github.dino4j.pretrain.step;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.optimizer.AdamW;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.pretrain.optimizer.MovingAverage;
import io.github.dino4j.pretrain.optimizer.ParameterGroups;
import io.github.dino4j.pretrain.schedule.Rates;
import io.github.dino4j.torch.Parameters;

/**
 * The backbone or a head on its way from gradients to new weights of student and teacher. Gradients
 * are clipped submodule by submodule.
 */
record Submodule(
    String name, Parameters student, Parameters teacher, Gradients gradients, AdamW optimizer)
    implements AutoCloseable {

  /**
   * @param groups how its parameters learn
   */
  static Submodule of(
      String name, Parameters student, Parameters teacher, Optimization optimization) {
    Gradients gradients = new Gradients(student.named());
    var groups = optimization.groups().fuse(student.named().keySet());
    AdamW optimizer = new AdamW(student.named(), gradients, groups, optimization.betas());
    return new Submodule(name, student, teacher, gradients, optimizer);
  }

  /** What the configuration says about it. */
  record Optimization(ParameterGroups groups, AdamW.Betas betas) {
    static Optimization of(PretrainConfig.Optim optim, int depth) {
      return new Optimization(
          new ParameterGroups(depth, optim.layerwiseDecay(), optim.patchEmbedLrMult()),
          new AdamW.Betas(optim.beta1(), optim.beta2()));
    }
  }

  void update(Rates rates) {
    optimizer.step(rates);
    MovingAverage.update(teacher, student, rates.momentum());
  }

  @Override
  public void close() {
    optimizer.close();
    gradients.close();
  }
}
