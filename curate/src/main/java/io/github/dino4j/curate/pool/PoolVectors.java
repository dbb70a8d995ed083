package io.github.dino4j.curate.pool;

import io.github.dino4j.curate.VectorBlock;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some vectors of a pool.
 *
 * @param rows their numbers in the pool, {@code [size]}, rising within a task
 * @param vectors {@code [size, dim]}
 */
public record PoolVectors(int[] rows, VectorBlock vectors) implements Serializable {
  public int size() {
    return rows.length;
  }

  /** Some of them, by their places here. */
  public PoolVectors select(int[] places) {
    int[] selected = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      selected[i] = rows[places[i]];
    }
    return new PoolVectors(selected, vectors.select(places));
  }

  /** Those of several tasks, one after the other; at least one. */
  public static PoolVectors concat(List<PoolVectors> parts) {
    int[] rows = parts.stream().flatMapToInt(part -> Arrays.stream(part.rows)).toArray();
    List<VectorBlock> blocks = new ArrayList<>();
    parts.forEach(part -> blocks.add(part.vectors));
    return new PoolVectors(rows, VectorBlock.concat(blocks));
  }
}
