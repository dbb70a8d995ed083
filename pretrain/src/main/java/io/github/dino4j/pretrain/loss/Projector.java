package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.linear;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * From the student's features to the width of a teacher's, by one linear map for CLS tokens and one
 * for patches. They are linear so that the student's features themselves, which are all that stays
 * of it, hold what the teacher's hold: an MLP could make that of others.
 *
 * <p>Owns its parameters until {@link #close()}; forward passes need an open {@link Scope}.
 */
public final class Projector implements AutoCloseable {
  /** Its name in saved states. */
  public static final String NAME = "projector";

  private final Parameters parameters = new Parameters();
  private final LinearMap cls;
  private final LinearMap patches;

  private record LinearMap(Tensor weight, Tensor bias) {
    static LinearMap of(Parameters parameters, Shape shape) {
      return new LinearMap(
          parameters.create("weight", shape.target(), shape.in()),
          parameters.create("bias", shape.target()));
    }

    void initialize(Generator generator) {
      Tensors.normal(weight, 0, 1 / Math.sqrt(weight.size(1)), generator);
    }

    Tensor forward(Tensor tokens, ScalarType type) {
      Tensor x = linear(to(tokens, type), to(weight, type), to(bias, type));
      return to(x, ScalarType.Float);
    }
  }

  /**
   * @param in width of the student's tokens
   * @param target width of the teacher's
   */
  public record Shape(int in, int target) {}

  /** A projector of zeros: load weights into {@link #parameters()} or {@link #initialize} it. */
  public Projector(Shape shape) {
    cls = LinearMap.of(parameters.in("cls"), shape);
    patches = LinearMap.of(parameters.in("patches"), shape);
  }

  /** {@code cls} and {@code patches}, each with {@code weight} and {@code bias}; owned by this. */
  public Parameters parameters() {
    return parameters;
  }

  /** Draws fresh weights, which keep the size of normalised features; no bias. */
  public void initialize(Generator generator) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      cls.initialize(generator);
      patches.initialize(generator);
    }
  }

  /** CLS tokens {@code [rows, in]} to {@code [rows, target]} in float32. */
  public Tensor cls(Tensor tokens, ScalarType type) {
    return cls.forward(tokens, type);
  }

  /** Patch tokens {@code [rows, in]} to {@code [rows, target]} in float32. */
  public Tensor patches(Tensor tokens, ScalarType type) {
    return patches.forward(tokens, type);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
