package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.linear;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer that computes in the type it is asked for, casting its master weights in the
 * graph.
 */
final class Linear {
  private final Tensor weight; // [out, in]
  private final @Nullable Tensor bias; // [out]

  Linear(Parameters parameters, int in, int out, boolean hasBias) {
    weight = parameters.create("weight", out, in);
    bias = hasBias ? parameters.create("bias", out) : null;
  }

  /** {@code [..., in]} to {@code [..., out]} of {@code type}. */
  Tensor forward(Tensor x, ScalarType type) {
    return forward(x, type, null);
  }

  /**
   * The same with each output feature times its {@code scale}, {@code [out]}. Weights are scaled
   * instead of outputs: they are fewer, and autograd then keeps no copy of the outputs.
   */
  Tensor forward(Tensor x, ScalarType type, @Nullable Tensor scale) {
    Tensor scaled = scale == null ? weight : weight.mul(scale.unsqueeze(1));
    Tensor shift = bias == null || scale == null ? bias : bias.mul(scale);
    return linear(to(x, type), to(scaled, type), shift == null ? null : to(shift, type));
  }
}
