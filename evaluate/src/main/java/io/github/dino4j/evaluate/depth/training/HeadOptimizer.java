package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.torch.FusedAdamW;
import io.github.dino4j.torch.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Gradients of a head side by side in one tensor, into which backward passes add, and AdamW over
 * them. Owns its memory until {@link #close()}, which leaves the parameters without gradients.
 */
final class HeadOptimizer implements AutoCloseable {
  private static final double EPSILON = 1e-6;
  private static final FusedAdamW.Betas BETAS = new FusedAdamW.Betas(0.9, 0.999);

  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> averages = new LinkedHashMap<>();
  private final Map<String, Tensor> squares = new LinkedHashMap<>();
  private final Map<String, Tensor> gradients = new LinkedHashMap<>();
  private final Tensor flat; // all gradients
  private final Tensor steps; // float32 scalar
  private final FusedAdamW kernel;

  /**
   * @param parameters by name; they outlive this
   */
  HeadOptimizer(Map<String, Tensor> parameters) {
    this.parameters = parameters;
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor first = parameters.values().iterator().next();
      long count = parameters.values().stream().mapToLong(Tensor::numel).sum();
      flat = Scope.keep(first.new_zeros(count));
      steps = Scope.keep(first.new_zeros());
      long at = 0;
      for (var entry : parameters.entrySet()) {
        Tensor parameter = entry.getValue();
        Tensor gradient = Scope.keep(flat.narrow(0, at, parameter.numel()).view_as(parameter));
        parameter.mutable_grad().put(gradient);
        gradients.put(entry.getKey(), gradient);
        averages.put(entry.getKey(), zeros(parameter));
        squares.put(entry.getKey(), zeros(parameter));
        at += parameter.numel();
      }
      kernel =
          new FusedAdamW(
              new FusedAdamW.Lists(
                  List.copyOf(parameters.values()),
                  List.copyOf(gradients.values()),
                  List.copyOf(averages.values()),
                  List.copyOf(squares.values())),
              steps,
              BETAS);
    }
  }

  private static Tensor zeros(Tensor parameter) {
    return Scope.keep(parameter.detach().clone().zero_());
  }

  void zeroGrad() {
    Tensor ignored = flat.zero_();
  }

  /** Shrinks the gradients to a norm of at most {@code clip}, then moves the parameters. */
  void step(DepthTrainingOptions options, int iteration) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      double factor = options.clip() / (flat.norm().item_double() + EPSILON);
      if (factor < 1) {
        flat.mul_(new Scalar(factor));
      }
      steps.add_(new Scalar(1.0));
      kernel.step(options.rate(iteration), options.weightDecay());
    }
  }

  /** Everything to save, by name; owned by this. Copy into it to go on from a saved state. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    parameters.forEach((name, tensor) -> state.put("head." + name, tensor));
    averages.forEach((name, tensor) -> state.put("exp_avg." + name, tensor));
    squares.forEach((name, tensor) -> state.put("exp_avg_sq." + name, tensor));
    state.put("step", steps);
    return state;
  }

  @Override
  public void close() {
    try (Scope scope = Scope.open()) {
      parameters.values().forEach(parameter -> parameter.mutable_grad().reset());
    }
    kernel.close();
    for (Map<String, Tensor> each : List.of(averages, squares, gradients)) {
      each.values().forEach(Scope::free);
    }
    Scope.free(flat);
    Scope.free(steps);
  }
}
