package io.github.dino4j.curate.dedup;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;

/** Pairs of vectors that are alike, with their cosine. Grows; for one thread. */
public final class Edges implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  private int[] first = new int[16];
  private int[] second = new int[16];
  private float[] similarity = new float[16];
  private int size;

  /** Adds a pair. */
  public void add(int a, int b, float cosine) {
    if (size == first.length) {
      first = Arrays.copyOf(first, 2 * size);
      second = Arrays.copyOf(second, 2 * size);
      similarity = Arrays.copyOf(similarity, 2 * size);
    }
    first[size] = a;
    second[size] = b;
    similarity[size++] = cosine;
  }

  public int size() {
    return size;
  }

  public int first(int edge) {
    return first[edge];
  }

  public int second(int edge) {
    return second[edge];
  }

  /** The cosine. */
  public float similarity(int edge) {
    return similarity[edge];
  }

  /**
   * Edges that connect what these do, and no more than they need: at most one less than the
   * numbers. Of several that would do the first ones stay.
   *
   * @param numbers a bound of the numbers in the edges
   */
  public Edges forest(int numbers) {
    SpanningForest forest = new SpanningForest(numbers);
    forest.addAll(this);
    return forest.edges();
  }
}
