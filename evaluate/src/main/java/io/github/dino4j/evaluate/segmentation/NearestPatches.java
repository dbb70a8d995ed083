package io.github.dino4j.evaluate.segmentation;

import static io.github.dino4j.torch.Ops.linear;
import static io.github.dino4j.torch.Ops.normalize;

import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * The stored patches that are most like each query, exactly, by gemms over blocks of both. Of
 * equally similar ones the first wins. Any number of threads may search.
 */
final class NearestPatches {
  private static final int STORED = 4096;
  private static final int QUERIES = 1024;
  private static final double LEAST_NORM = 1e-12;

  private final float[] stored; // [size, dim], unit vectors
  private final int dim;

  NearestPatches(float[] features, int dim) {
    this.dim = dim;
    try (Scope scope = Scope.open()) {
      stored = Tensors.toFloats(unit(features));
    }
  }

  private Tensor unit(float[] features) {
    return normalize(Tensors.of(features, features.length / dim, dim), 1, LEAST_NORM);
  }

  int size() {
    return stored.length / dim;
  }

  /**
   * What was found.
   *
   * @param indices {@code [queries, k]}, most alike first
   * @param cosines {@code [queries, k]}
   */
  record Found(int[][] indices, float[][] cosines) {
    void take(int query, int index, float cosine) {
      int[] ofQuery = indices[query];
      float[] kept = cosines[query];
      int place = kept.length - 1;
      for (; place > 0 && kept[place - 1] < cosine; place--) {
        kept[place] = kept[place - 1];
        ofQuery[place] = ofQuery[place - 1];
      }
      kept[place] = cosine;
      ofQuery[place] = index;
    }
  }

  /**
   * @param queries {@code [n, dim]}
   * @param k neighbours, at most {@link #size}
   */
  Found search(float[] queries, int k) {
    int count = queries.length / dim;
    Found found = new Found(new int[count][k], new float[count][k]);
    for (float[] cosines : found.cosines) {
      Arrays.fill(cosines, Float.NEGATIVE_INFINITY);
    }
    for (int start = 0; start < count; start += QUERIES) {
      int end = Math.min(count, start + QUERIES);
      try (Scope scope = Scope.open()) {
        search(unit(Arrays.copyOfRange(queries, start * dim, end * dim)), start, found);
      }
    }
    return found;
  }

  private void search(Tensor queries, int first, Found found) {
    int count = (int) queries.size(0);
    for (int start = 0; start < size(); start += STORED) {
      int rows = Math.min(STORED, size() - start);
      int offset = start;
      try (Scope scope = Scope.open()) {
        float[] block = Arrays.copyOfRange(stored, start * dim, (start + rows) * dim);
        float[] cosines =
            Tensors.toFloats(linear(queries, Tensors.of(block, rows, dim), null)); // [count, rows]
        ParallelLoop.run(
            count,
            (_, query) -> {
              float[] kept = found.cosines[first + query];
              for (int i = 0; i < rows; i++) {
                float cosine = cosines[query * rows + i];
                if (cosine > kept[kept.length - 1]) {
                  found.take(first + query, offset + i, cosine);
                }
              }
            });
      }
    }
  }
}
