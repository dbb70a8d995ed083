package io.github.dino4j.model;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * How a forward pass runs.
 *
 * @param dropPath rate of stochastic depth; 0 outside training and in the teacher
 * @param type what linear layers and attention compute in; norms and the residual stream keep the
 *     type of the parameters
 * @param generator where stochastic depth draws from; null for libtorch's default
 */
public record ForwardMode(double dropPath, ScalarType type, @Nullable Generator generator) {
  /** Everything kept, in float32. */
  public static final ForwardMode EVALUATION = new ForwardMode(0, ScalarType.Float, null);

  /** Whether branches leave samples out. */
  public boolean dropsPaths() {
    return dropPath > 0;
  }

  /**
   * Whether samples left out are not computed, rather than multiplied by zero: that pays above a
   * rate of 0.1 and is the only form for several crop sizes (layers/block.py).
   */
  public boolean dropsSamples(int cropSizes) {
    return dropsPaths() && (dropPath > 0.1 || cropSizes > 1);
  }

  /** How many of {@code samples} a branch computes, if it {@linkplain #dropsSamples drops} some. */
  public int kept(int samples) {
    return dropsPaths() ? Math.toIntExact(DropPathIndices.count(samples, dropPath)) : samples;
  }
}
