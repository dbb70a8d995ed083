package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.linear;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.model.layout.LinearLayout;
import io.github.dino4j.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer with the LayerScale behind it, where there is one. Computes in the type it is
 * asked for, casting its master weights in the graph.
 */
final class Linear {
  private final Tensor weight; // [out, in]
  private final @Nullable Tensor bias; // [out]
  private final @Nullable Tensor scale; // [out]

  /**
   * @param parameters of the block
   */
  Linear(Parameters parameters, LinearLayout layout) {
    weight = parameters.create(layout.weight(), layout.outputs(), layout.inputs());
    bias = layout.hasBias() ? parameters.create(layout.bias(), layout.outputs()) : null;
    String scaleName = layout.scale().orElse(null);
    scale = scaleName == null ? null : parameters.create(scaleName, layout.outputs());
  }

  /**
   * {@code [..., in]} to {@code [..., out]} of {@code type}. Weights are scaled instead of outputs:
   * they are fewer, and autograd then keeps no copy of the outputs.
   */
  Tensor forward(Tensor x, ScalarType type) {
    Tensor scaled = scale == null ? weight : weight.mul(scale.unsqueeze(1));
    Tensor shift = bias == null || scale == null ? bias : bias.mul(scale);
    return linear(to(x, type), to(scaled, type), shift == null ? null : to(shift, type));
  }
}
