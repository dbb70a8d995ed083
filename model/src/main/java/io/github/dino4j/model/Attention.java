package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.bmm;
import static io.github.dino4j.torch.Ops.isType;
import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.mul;
import static io.github.dino4j.torch.Ops.scaledDotProductAttention;
import static io.github.dino4j.torch.Ops.softmax;
import static io.github.dino4j.torch.Ops.unbind;

import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.torch.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Multi-head self-attention within each image (layers/attention.py). */
final class Attention {
  private final Linear qkv;
  private final Linear proj;
  private final int heads;
  private final int headDim;

  Attention(Parameters parameters, BlockLayout layout) {
    qkv = new Linear(parameters, layout.qkv());
    proj = new Linear(parameters, layout.proj());
    heads = layout.heads();
    headDim = layout.headDim();
  }

  /** Packed {@code [tokens, dim]} to the same, times LayerScale. */
  Tensor forward(Tensor x, Packing packing, ScalarType type) {
    Tensor packed = qkv.forward(x, type); // [tokens, 3 * dim]
    List<Tensor> mixed = packing.split(packed).stream().map(this::mix).toList();
    return proj.forward(Packing.pack(mixed), type);
  }

  /** {@code [B, N, 3 * dim]} to {@code [B, N, dim]}. */
  private Tensor mix(Tensor qkv) {
    Tensor parts = queriesKeysValues(qkv); // [3, B, heads, N, headDim]
    return attend(parts).transpose(1, 2).flatten(2, -1);
  }

  /**
   * libtorch's fused kernel is slow in bf16 on CPU, forty times on some processors, so there it is
   * spelled out, on rows brought together by one copy.
   */
  private Tensor attend(Tensor parts) {
    if (parts.is_cpu() && isType(parts, ScalarType.BFloat16)) {
      List<Tensor> qkv = unbind(parts.contiguous().flatten(1, 2), 0); // [B * heads, N, headDim]
      Tensor scores = bmm(qkv.get(0), qkv.get(1).transpose(-2, -1), 1 / Math.sqrt(headDim));
      return matmul(softmax(scores, -1), qkv.get(2)).view_as(parts.select(0, 0));
    }
    List<Tensor> qkv = unbind(parts, 0);
    return scaledDotProductAttention(qkv.get(0), qkv.get(1), qkv.get(2));
  }

  private Tensor probabilities(Tensor q, Tensor k) {
    return softmax(matmul(mul(q, 1 / Math.sqrt(headDim)), k.transpose(-2, -1)), -1);
  }

  private Tensor queriesKeysValues(Tensor qkv) {
    return qkv.view(qkv.size(0), qkv.size(1), 3, heads, headDim).permute(2, 0, 3, 1, 4);
  }

  /**
   * Attention probabilities {@code [B, heads, N, N]} for {@code [B, N, dim]} that already went
   * through the norm.
   */
  Tensor probabilities(Tensor x, ScalarType type) {
    List<Tensor> parts = unbind(queriesKeysValues(qkv.forward(x, type)), 0);
    return probabilities(parts.get(0), parts.get(1));
  }
}
