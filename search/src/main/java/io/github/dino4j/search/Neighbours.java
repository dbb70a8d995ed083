package io.github.dino4j.search;

import java.util.Arrays;

/**
 * The vectors of an index that are most like a query, most alike first.
 *
 * @param index {@code [k]}, their numbers in the index; of equally similar ones the first stands in
 *     front
 * @param similarity {@code [k]}, their cosines to the query
 */
public record Neighbours(int[] index, float[] similarity) {
  /** How many there are: fewer than were asked for where the index has no more. */
  public int size() {
    return index.length;
  }

  /** The nearest of the candidates that it is given, in order. */
  static final class Collector {
    private final int[] index;
    private final float[] similarity;
    private int size;

    /**
     * @param most how many are kept, at least 1
     */
    Collector(int most) {
      index = new int[most];
      similarity = new float[most];
    }

    /** The cosine that a candidate must exceed to be kept. */
    float bar() {
      return size < index.length ? Float.NEGATIVE_INFINITY : similarity[size - 1];
    }

    /**
     * Takes a candidate above the {@link #bar}. They come by rising number, so that of equally
     * similar ones the first stays in front.
     */
    void take(int candidate, float value) {
      int at = place(value);
      size = Math.min(size + 1, index.length);
      System.arraycopy(index, at, index, at + 1, size - 1 - at);
      System.arraycopy(similarity, at, similarity, at + 1, size - 1 - at);
      index[at] = candidate;
      similarity[at] = value;
    }

    /** Where the first that is less similar stands. */
    private int place(float value) {
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (similarity[middle] >= value) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    Neighbours found() {
      return new Neighbours(Arrays.copyOf(index, size), Arrays.copyOf(similarity, size));
    }
  }
}
