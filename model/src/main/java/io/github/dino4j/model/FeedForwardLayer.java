package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.gelu;
import static io.github.dino4j.torch.Ops.relu;
import static io.github.dino4j.torch.Ops.silu;

import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.layout.FeedForward.Activation;
import io.github.dino4j.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The feed-forward layer of a block, {@code [..., dim]} to {@code [..., dim]}, times LayerScale.
 */
sealed interface FeedForwardLayer {
  Tensor forward(Tensor x, ScalarType type);

  /**
   * @param parameters of the block
   */
  static FeedForwardLayer create(Parameters parameters, BlockLayout layout) {
    Linear up = new Linear(parameters, layout.up());
    Linear down = new Linear(parameters, layout.down());
    return switch (layout.feedForward()) {
      case FeedForward.Mlp mlp -> new Mlp(up, down, mlp.activation());
      case FeedForward.SwiGlu swiGlu -> new SwiGlu(up, down, swiGlu.hidden());
    };
  }

  /** layers/mlp.py. */
  record Mlp(Linear fc1, Linear fc2, Activation activation) implements FeedForwardLayer {
    @Override
    public Tensor forward(Tensor x, ScalarType type) {
      Tensor hidden = fc1.forward(x, type); // [..., hidden]
      Tensor activated =
          switch (activation) {
            case GELU -> gelu(hidden);
            case RELU -> relu(hidden);
          };
      return fc2.forward(activated, type);
    }
  }

  /** layers/swiglu_ffn.py. */
  record SwiGlu(Linear w12, Linear w3, int hidden) implements FeedForwardLayer {
    @Override
    public Tensor forward(Tensor x, ScalarType type) {
      Tensor x12 = w12.forward(x, type); // [..., 2 * hidden]
      Tensor gate = x12.narrow(-1, 0, hidden);
      Tensor value = x12.narrow(-1, hidden, hidden);
      return w3.forward(silu(gate).mul(value), type);
    }
  }
}
