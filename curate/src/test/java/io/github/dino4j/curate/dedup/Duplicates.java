package io.github.dino4j.curate.dedup;

import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Planted near-duplicates, and the naive search for them. */
final class Duplicates {
  private Duplicates() {}

  /** Groups of copies with noise among others, of length 1. */
  static VectorBlock planted(int[] sizes, int dim, double noise, long seed) {
    return Blobs.around(sizes, dim, noise, seed).normalized();
  }

  /** Components by comparing all pairs and breadth-first search. */
  static int[] components(VectorBlock vectors, float threshold) {
    List<List<Integer>> near = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      near.add(new ArrayList<>());
      for (int j = 0; j < i; j++) {
        if (vectors.dot(i, vectors, j) >= threshold) {
          near.get(i).add(j);
          near.get(j).add(i);
        }
      }
    }
    int[] label = new int[vectors.size()];
    Arrays.fill(label, -1);
    for (int i = 0; i < label.length; i++) {
      ArrayDeque<Integer> open = new ArrayDeque<>();
      if (label[i] < 0) {
        label[i] = i;
        open.add(i);
      }
      while (!open.isEmpty()) {
        for (int j : near.get(open.poll())) {
          if (label[j] < 0) {
            label[j] = i;
            open.add(j);
          }
        }
      }
    }
    return label;
  }

  /** Sizes of 1, mostly, and some larger groups. */
  static int[] sizes(int groups, int largest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random
        .ints(groups, 0, 10)
        .map(draw -> draw < 8 ? 1 : 1 + random.nextInt(largest))
        .toArray();
  }
}
