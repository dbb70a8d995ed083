package io.github.dino4j.model;

import io.github.dino4j.DinoException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which blocks' outputs are wanted ({@code get_intermediate_layers} of the reference).
 *
 * @param blocks numbers from 0, ascending
 * @param normalized whether the final norm is applied to each
 */
public record Layers(List<Integer> blocks, boolean normalized) implements Serializable {
  public Layers {
    if (blocks.isEmpty()) {
      throw new DinoException("no layer was asked for");
    }
    blocks = blocks.stream().distinct().sorted().toList();
  }

  /** The last {@code count} blocks of a model of {@code depth}, normalised. */
  public static Layers last(int count, int depth) {
    return new Layers(IntStream.range(depth - count, depth).boxed().toList(), true);
  }

  /**
   * @throws DinoException if a model of {@code depth} blocks lacks one of them
   */
  public void require(int depth) {
    if (blocks.getFirst() < 0 || blocks.getLast() >= depth) {
      throw new DinoException(
          "the model's layers are numbered 0 to %d, not %s".formatted(depth - 1, blocks));
    }
  }

  /** How many. */
  public int count() {
    return blocks.size();
  }
}
