package io.github.dino4j.model;

import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.torch.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A transformer block: attention and feed-forward, each with norm before and LayerScale after
 * (layers/block.py).
 */
final class Block {
  private final LayerNorm norm1;
  private final Attention attention;
  private final LayerNorm norm2;
  private final FeedForwardLayer feedForward;

  Block(Parameters parameters, BlockLayout layout) {
    norm1 = new LayerNorm(parameters, layout.norm1());
    attention = new Attention(parameters, layout);
    norm2 = new LayerNorm(parameters, layout.norm2());
    feedForward = FeedForwardLayer.create(parameters, layout);
  }

  /** Packed {@code [tokens, dim]} to the same, every sample kept. */
  Tensor forward(Tensor x, Packing packing, ScalarType type) {
    x = x.add(attentionBranch(x, packing, type));
    return x.add(feedForwardBranch(x, type));
  }

  /** The same with stochastic depth: a list of {@code [B, N, dim]}, one entry a crop size. */
  List<Tensor> forward(List<Tensor> tokens, StochasticDepth depth, ScalarType type) {
    tokens = depth.addBranch(tokens, (x, packing) -> attentionBranch(x, packing, type));
    return depth.addBranch(tokens, (x, packing) -> feedForwardBranch(x, type));
  }

  private Tensor attentionBranch(Tensor x, Packing packing, ScalarType type) {
    return attention.forward(norm1.forward(x), packing, type);
  }

  private Tensor feedForwardBranch(Tensor x, ScalarType type) {
    return feedForward.forward(norm2.forward(x), type);
  }

  /**
   * Attention probabilities {@code [B, heads, N, N]} of this block for its input {@code [B, N,
   * dim]}.
   */
  Tensor attentionProbabilities(Tensor x, ScalarType type) {
    return attention.probabilities(norm1.forward(x), type);
  }
}
