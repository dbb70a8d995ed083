package io.github.dino4j.curate.kmeans;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.product.ProductScan;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Greedy k-means++ over some vectors. For one thread, which others help. */
final class PlusPlus {
  /** Vectors whose distances are summed by one thread: fixed, so that sums are. */
  private static final int BLOCK = 1 << 12;

  private final VectorBlock vectors;
  private final ProductScan scan;
  private final SplittableRandom random;
  private final double[] squares;
  private final double[] nearest; // squared distances
  private final double[] blockSums;
  private final float[] products;
  private double potential;

  private PlusPlus(VectorBlock vectors, long seed, Arena arena) {
    this.vectors = vectors;
    scan = ProductScan.of(vectors, arena);
    random = new SplittableRandom(seed);
    squares = new double[vectors.size()];
    Arrays.setAll(squares, i -> vectors.dot(i, vectors, i));
    nearest = new double[vectors.size()];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    blockSums = new double[Math.ceilDiv(vectors.size(), BLOCK)];
    products = new float[scan.fewProducts()];
  }

  /**
   * Numbers of the vectors to begin with, each another one.
   *
   * @param clusters at most as many as vectors
   */
  static int[] choose(VectorBlock vectors, int clusters, long seed) {
    try (Arena arena = Arena.ofShared()) {
      return new PlusPlus(vectors, seed, arena).choose(clusters);
    }
  }

  private int[] choose(int clusters) {
    int trials = Math.min(2 + (int) Math.log(clusters), ProductScan.FEW);
    int[] chosen = new int[clusters];
    boolean[] taken = new boolean[vectors.size()];
    for (int i = 0; i < clusters; i++) {
      int[] candidates = i == 0 ? new int[] {random.nextInt(vectors.size())} : candidates(trials);
      if (candidates.length == 0) { // all vectors that are left equal a chosen one
        candidates = new int[] {firstLeft(taken)};
      }
      chosen[i] = takeBest(candidates);
      taken[chosen[i]] = true;
    }
    return chosen;
  }

  private static int firstLeft(boolean[] taken) {
    int left = 0;
    while (taken[left]) {
      left++;
    }
    return left;
  }

  /** Drawn with their distances as weights; a vector at distance 0 never is. */
  private int[] candidates(int trials) {
    return potential > 0
        ? IntStream.generate(this::draw).limit(trials).distinct().toArray()
        : new int[0];
  }

  private int draw() {
    double left = random.nextDouble() * potential;
    int last = -1;
    for (int block = 0; block < blockSums.length; block++) {
      if (left < blockSums[block] || block == blockSums.length - 1) {
        int end = Math.min(vectors.size(), (block + 1) * BLOCK);
        for (int i = block * BLOCK; i < end; i++) {
          last = nearest[i] > 0 ? i : last;
          if (left < nearest[i]) {
            return i;
          }
          left -= nearest[i];
        }
        if (last >= 0) {
          return last; // sums of doubles are rounded
        }
      } else {
        left -= blockSums[block];
      }
    }
    return firstFarther();
  }

  private int firstFarther() {
    int i = 0;
    while (nearest[i] <= 0) {
      i++;
    }
    return i;
  }

  /** Takes the candidate that leaves the least potential. */
  private int takeBest(int[] candidates) {
    scan.multiplyFew(vectors.select(candidates), products);
    double[][] sums = new double[blockSums.length][candidates.length];
    forEachBlock((block, first, end) -> {
      for (int i = first; i < end; i++) {
        for (int trial = 0; trial < candidates.length; trial++) {
          sums[block][trial] += Math.min(nearest[i], distance(i, candidates, trial));
        }
      }
    });
    double[] potentials = new double[candidates.length];
    for (double[] some : sums) {
      for (int trial = 0; trial < potentials.length; trial++) {
        potentials[trial] += some[trial];
      }
    }
    int best = 0;
    for (int trial = 1; trial < potentials.length; trial++) {
      best = potentials[trial] < potentials[best] ? trial : best;
    }
    take(candidates, best);
    return candidates[best];
  }

  private void take(int[] candidates, int best) {
    forEachBlock((block, first, end) -> {
      double sum = 0;
      for (int i = first; i < end; i++) {
        nearest[i] = Math.min(nearest[i], distance(i, candidates, best));
        sum += nearest[i];
      }
      blockSums[block] = sum;
    });
    nearest[candidates[best]] = 0;
    potential = Arrays.stream(blockSums).sum();
  }

  private double distance(int vector, int[] candidates, int trial) {
    double product = products[vector * ProductScan.FEW + trial];
    double distance = squares[vector] + squares[candidates[trial]] - 2 * product;
    return distance > NOTHING * (squares[vector] + squares[candidates[trial]]) ? distance : 0;
  }

  /** Distances below this part of the squared lengths are rounding. */
  private static final double NOTHING = 1e-6;

  @FunctionalInterface
  private interface BlockCode {
    void run(int block, int first, int end);
  }

  private void forEachBlock(BlockCode code) {
    IntStream.range(0, blockSums.length)
        .parallel()
        .forEach(
            block -> code.run(block, block * BLOCK, Math.min(vectors.size(), (block + 1) * BLOCK)));
  }
}
