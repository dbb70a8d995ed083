package io.github.dino4j.evaluate.depth.head;

import io.github.dino4j.evaluate.depth.DepthRange;

/**
 * What the tensors of a head do not say themselves.
 *
 * @param dim features a token of the backbone
 * @param range of the depths that it tells
 * @param strategy of a linear head's bins
 */
public record DepthHeadConfig(int dim, DepthRange range, BinStrategy strategy) {
  /** As released heads are. */
  public static DepthHeadConfig of(int dim, DepthRange range) {
    return new DepthHeadConfig(dim, range, BinStrategy.LINEAR);
  }
}
