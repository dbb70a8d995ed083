package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Which samples of a batch a branch sees under stochastic depth (layers/block.py). */
public final class DropPathIndices {
  private DropPathIndices() {}

  /** How many of {@code batch} samples are kept, at least one. */
  public static long count(long batch, double rate) {
    return Math.max((long) (batch * (1 - rate)), 1);
  }

  /**
   * The first of a permutation, {@code [kept]} in int64.
   *
   * @param generator on the processor; null for libtorch's default
   */
  public static Tensor draw(long batch, double rate, @Nullable Generator generator) {
    Tensor order = torch.torch_randperm(batch, Tensors.orDefault(generator));
    return to(order, ScalarType.Long).narrow(0, 0, count(batch, rate));
  }
}
