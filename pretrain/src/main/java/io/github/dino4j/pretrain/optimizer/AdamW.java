package io.github.dino4j.pretrain.optimizer;

import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.torch.FusedAdamW;
import io.github.dino4j.torch.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * AdamW over the groups of one submodule, by libtorch's fused kernel. Its moments are plain
 * tensors, so that a run goes on bit for bit from where it was saved.
 *
 * <p>Owns its moments until {@link #close()}.
 */
public final class AdamW implements AutoCloseable {
  private final Map<String, Tensor> averages = new LinkedHashMap<>();
  private final Map<String, Tensor> squares = new LinkedHashMap<>();
  private final Tensor steps; // float32 scalar, shared by all parameters
  private final List<Group> groups = new ArrayList<>();

  private record Group(ParameterGroup.Multipliers multipliers, FusedAdamW kernel) {}

  /**
   * @param parameters of the submodule by name; they outlive this
   * @param gradients where backward passes add up for them
   * @param fused groups that cover all parameters
   */
  public AdamW(
      Map<String, Tensor> parameters,
      Gradients gradients,
      List<ParameterGroup> fused,
      FusedAdamW.Betas betas) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      steps = Scope.keep(parameters.values().iterator().next().new_zeros());
      parameters.forEach((name, parameter) -> {
        averages.put(name, Scope.keep(parameter.detach().clone().zero_()));
        squares.put(name, Scope.keep(parameter.detach().clone().zero_()));
      });
      for (ParameterGroup group : fused) {
        var lists =
            new FusedAdamW.Lists(
                pick(parameters, group),
                pick(gradients.named(), group),
                pick(averages, group),
                pick(squares, group));
        groups.add(new Group(group.multipliers(), new FusedAdamW(lists, steps, betas)));
      }
    }
  }

  private static List<Tensor> pick(Map<String, Tensor> tensors, ParameterGroup group) {
    return group.names().stream().map(name -> Objects.requireNonNull(tensors.get(name))).toList();
  }

  /** Moves the parameters by their gradients. */
  public void step(Hyperparameters hyperparameters) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      steps.add_(new Scalar(1.0));
      for (Group group : groups) {
        var multipliers = group.multipliers();
        double rate =
            multipliers.lastLayer()
                ? hyperparameters.lastLayerLearningRate()
                : hyperparameters.learningRate();
        group
            .kernel()
            .step(
                rate * multipliers.learningRate(),
                hyperparameters.weightDecay() * multipliers.weightDecay());
      }
    }
  }

  /** Everything to save, by name; owned by this. Copy into it to go on from a saved state. */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    averages.forEach((name, tensor) -> state.put("exp_avg." + name, tensor));
    squares.forEach((name, tensor) -> state.put("exp_avg_sq." + name, tensor));
    state.put("step", steps);
    return state;
  }

  @Override
  public void close() {
    groups.forEach(group -> group.kernel().close());
    averages.values().forEach(Scope::free);
    squares.values().forEach(Scope::free);
    Scope.free(steps);
  }
}
