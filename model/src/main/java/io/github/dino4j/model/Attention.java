package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.isType;
import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.mul;
import static io.github.dino4j.torch.Ops.scaledDotProductAttention;
import static io.github.dino4j.torch.Ops.softmax;

import io.github.dino4j.torch.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Multi-head self-attention within each image (layers/attention.py). */
final class Attention {
  private final Linear qkv;
  private final Linear proj;
  private final int heads;
  private final int headDim;

  Attention(Parameters parameters, VisionTransformerConfig config) {
    qkv = new Linear(parameters.in("qkv"), config.dim(), 3 * config.dim(), config.biases().qkv());
    proj = new Linear(parameters.in("proj"), config.dim(), config.dim(), config.biases().proj());
    heads = config.heads();
    headDim = config.headDim();
  }

  /**
   * Packed {@code [tokens, dim]} to the same.
   *
   * @param scale LayerScale, {@code [dim]}, or none
   */
  Tensor forward(Tensor x, Packing packing, ScalarType type, @Nullable Tensor scale) {
    Tensor packed = qkv.forward(x, type); // [tokens, 3 * dim]
    List<Tensor> mixed = packing.split(packed).stream().map(this::mix).toList();
    return proj.forward(Packing.pack(mixed), type, scale);
  }

  /** {@code [B, N, 3 * dim]} to {@code [B, N, dim]}. */
  private Tensor mix(Tensor qkv) {
    Tensor[] parts = queriesKeysValues(qkv); // each [B, heads, N, headDim]
    return attend(parts[0], parts[1], parts[2]).transpose(1, 2).flatten(2, -1);
  }

  /**
   * libtorch's fused kernel is slow in bf16 on CPU, forty times on some processors, so there it is
   * spelled out.
   */
  private Tensor attend(Tensor q, Tensor k, Tensor v) {
    if (q.is_cpu() && isType(q, ScalarType.BFloat16)) {
      return matmul(probabilities(q, k), v);
    }
    return scaledDotProductAttention(q, k, v);
  }

  private Tensor probabilities(Tensor q, Tensor k) {
    return softmax(matmul(mul(q, 1 / Math.sqrt(headDim)), k.transpose(-2, -1)), -1);
  }

  private Tensor[] queriesKeysValues(Tensor qkv) {
    Tensor split = qkv.view(qkv.size(0), qkv.size(1), 3, heads, headDim).permute(2, 0, 3, 1, 4);
    return new Tensor[] {split.select(0, 0), split.select(0, 1), split.select(0, 2)};
  }

  /**
   * Attention probabilities {@code [B, heads, N, N]} for {@code [B, N, dim]} that already went
   * through the norm.
   */
  Tensor probabilities(Tensor x, ScalarType type) {
    Tensor[] parts = queriesKeysValues(qkv.forward(x, type));
    return probabilities(parts[0], parts[1]);
  }
}
