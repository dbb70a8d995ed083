package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.gelu;
import static io.github.dino4j.torch.Ops.silu;

import io.github.dino4j.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** The feed-forward layer of a block, {@code [..., dim]} to {@code [..., dim]}. */
sealed interface FeedForwardLayer {
  /**
   * @param scale LayerScale, {@code [dim]}, or none
   */
  Tensor forward(Tensor x, ScalarType type, @Nullable Tensor scale);

  static FeedForwardLayer create(Parameters parameters, VisionTransformerConfig config) {
    return switch (config.feedForward()) {
      case MLP -> new Mlp(parameters, config);
      case SWIGLU -> new SwiGlu(parameters, config);
    };
  }

  /** layers/mlp.py. */
  final class Mlp implements FeedForwardLayer {
    private final Linear fc1;
    private final Linear fc2;

    private Mlp(Parameters parameters, VisionTransformerConfig config) {
      boolean bias = config.biases().feedForward();
      fc1 = new Linear(parameters.in("fc1"), config.dim(), config.hidden(), bias);
      fc2 = new Linear(parameters.in("fc2"), config.hidden(), config.dim(), bias);
    }

    @Override
    public Tensor forward(Tensor x, ScalarType type, @Nullable Tensor scale) {
      return fc2.forward(gelu(fc1.forward(x, type)), type, scale);
    }
  }

  /** layers/swiglu_ffn.py. */
  final class SwiGlu implements FeedForwardLayer {
    private final Linear w12;
    private final Linear w3;
    private final int hidden;

    private SwiGlu(Parameters parameters, VisionTransformerConfig config) {
      boolean bias = config.biases().feedForward();
      hidden = config.hidden();
      w12 = new Linear(parameters.in("w12"), config.dim(), 2 * hidden, bias);
      w3 = new Linear(parameters.in("w3"), hidden, config.dim(), bias);
    }

    @Override
    public Tensor forward(Tensor x, ScalarType type, @Nullable Tensor scale) {
      Tensor x12 = w12.forward(x, type); // [..., 2 * hidden]
      Tensor gate = x12.narrow(-1, 0, hidden);
      Tensor value = x12.narrow(-1, hidden, hidden);
      return w3.forward(silu(gate).mul(value), type, scale);
    }
  }
}
