package io.github.dino4j.pretrain.optimizer;

import io.github.dino4j.torch.HostMemory;
import io.github.dino4j.torch.Scope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradients of one submodule, side by side in one tensor, so that zeroing, clipping and summing
 * over processes are single operations. Backward passes add into it.
 *
 * <p>Owns the memory until {@link #close()}, which leaves the parameters without gradients.
 */
public final class Gradients implements AutoCloseable {
  private static final double EPSILON = 1e-6;

  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> views = new LinkedHashMap<>();
  private final Tensor flat; // [all values]

  /**
   * @param parameters of the submodule by name; they outlive this
   */
  public Gradients(Map<String, Tensor> parameters) {
    this.parameters = parameters;
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      long count = parameters.values().stream().mapToLong(Tensor::numel).sum();
      flat = Scope.keep(parameters.values().iterator().next().new_zeros(count));
      long at = 0;
      for (var entry : parameters.entrySet()) {
        Tensor parameter = entry.getValue();
        Tensor view = Scope.keep(flat.narrow(0, at, parameter.numel()).view_as(parameter));
        parameter.mutable_grad().put(view);
        views.put(entry.getKey(), view);
        at += parameter.numel();
      }
    }
  }

  /** By the names of the parameters; owned by this. */
  public Map<String, Tensor> named() {
    return Collections.unmodifiableMap(views);
  }

  /** All of them in one row, in the order of the parameters; owned by this. */
  public Tensor flat() {
    return flat;
  }

  /** Forgets the last step. */
  public void zero() {
    Tensor ignored = flat.zero_();
  }

  /**
   * The same, and holds no memory until gradients come. Where a pass writes them while its
   * activations go, that lowers the peak; pages taken anew cost a fifteenth of a step.
   */
  public void giveBack() {
    HostMemory.zero(flat);
  }

  /** Their Euclidean norm; NaN or infinite if one of them is. */
  public double norm() {
    try (Scope scope = Scope.open()) {
      return flat.norm().item_double();
    }
  }

  /**
   * Shrinks them to a norm of at most {@code largest}, if that is positive.
   *
   * @param norm as {@link #norm} says
   */
  public void clip(double norm, double largest) {
    double factor = largest / (norm + EPSILON);
    if (largest > 0 && factor < 1) {
      try (Scope scope = Scope.open()) {
        flat.mul_(new Scalar(factor));
      }
    }
  }

  @Override
  public void close() {
    try (Scope scope = Scope.open()) {
      parameters.values().forEach(parameter -> parameter.mutable_grad().reset());
    }
    views.values().forEach(Scope::free);
    Scope.free(flat);
  }
}
