package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.layerNorm;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.model.layout.NormLayout;
import io.github.dino4j.torch.Parameters;
import org.bytedeco.pytorch.Tensor;

/** Layer norm with the reference's epsilon, always in the type of its weights. */
final class LayerNorm {
  static final double EPSILON = 1e-6;

  private final Tensor weight; // [dim]
  private final Tensor bias; // [dim]

  LayerNorm(Parameters parameters, NormLayout layout) {
    weight = parameters.create(layout.weight(), layout.dim());
    bias = parameters.create(layout.bias(), layout.dim());
  }

  /** {@code [..., dim]} to the same. */
  Tensor forward(Tensor x) {
    return layerNorm(to(x, weight.scalar_type()), weight, bias, EPSILON);
  }
}
