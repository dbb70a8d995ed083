package io.github.dino4j.evaluate.depth.head;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.Layers;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which blocks a depth head looks at, before the final norm ({@code dinov2/hub/depthers.py} of the
 * reference).
 */
public final class DepthLayers {
  private static final int DEPTH_OF_L = 24;
  private static final List<Integer> BLOCKS_OF_L = List.of(4, 11, 17, 23);

  private DepthLayers() {}

  /**
   * One layer is the last. Four are the ends of four quarters: 2, 5, 8, 11 of 12 blocks (S, B), 9,
   * 19, 29, 39 of 40 (g), 0, 2, 3, 5 of 6, 0 to 3 of 4; only L's first is a block earlier: 4, 11,
   * 17, 23.
   *
   * @param count 1 or 4
   * @param depth blocks of the model
   * @throws DinoException if the model has fewer blocks than layers are wanted, or the count is
   *     another
   */
  public static Layers of(int count, int depth) {
    if (count != 1 && count != 4 || depth < count) {
      throw new DinoException(
          "a depth head takes 1 or 4 layers, not %d of a model of %d blocks"
              .formatted(count, depth));
    }
    if (count == 4 && depth == DEPTH_OF_L) {
      return new Layers(BLOCKS_OF_L, false);
    }
    return new Layers(
        IntStream.rangeClosed(1, count).mapToObj(i -> i * depth / count - 1).toList(), false);
  }
}
