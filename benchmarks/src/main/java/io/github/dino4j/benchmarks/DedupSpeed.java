package io.github.dino4j.benchmarks;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.DedupOptions;
import io.github.dino4j.curate.dedup.NearDuplicates;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Scanner;
import java.util.SplittableRandom;

/**
 * Near-duplicates among vectors of length 1. Arguments: {@code FILE DIM}, or {@code plain|skewed|
 * giant VECTORS DIM} for drawn ones; for every line of standard input, {@code THRESHOLD LIST_SIZE
 * MOST PROBES}, it searches and prints the seconds on the clock, those of all processors, edges of
 * the forest, lists, the largest list, comparisons a vector, with centroids and with others, and
 * the edges that drawn copies make.
 */
public final class DedupSpeed {
  private static final int DUPLICATES = 10; // one of so many vectors is a copy
  private static final double NOISE = 0.1;

  private final VectorBlock vectors;
  private final int planted;

  private DedupSpeed(VectorBlock vectors, int planted) {
    this.vectors = vectors;
    this.planted = planted;
  }

  public static void main(String[] arguments) {
    DedupSpeed speed =
        arguments.length == 2
            ? new DedupSpeed(
                RawVectors.read(Path.of(arguments[0]), Integer.parseInt(arguments[1])), 0)
            : drawn(arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    Scanner lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      String[] words = lines.nextLine().split(" ");
      DedupOptions options =
          DedupOptions.of(Float.parseFloat(words[0]), 1)
              .withListSize(Integer.parseInt(words[1]), Integer.parseInt(words[2]))
              .withProbes(Integer.parseInt(words[3]));
      CpuTimer timer = new CpuTimer();
      NearDuplicates.Result result = NearDuplicates.search(speed.vectors, options);
      NearDuplicates.Counters counters = result.counters();
      System.out.printf(
          Locale.ROOT,
          "%.3f %.3f %d %d %d %.1f %.1f %d%n",
          timer.seconds(),
          timer.cpuSeconds(),
          result.forest().size(),
          counters.lists(),
          counters.largestList(),
          (double) counters.assignments() / speed.vectors.size(),
          (double) counters.comparisons() / speed.vectors.size(),
          speed.planted);
    }
  }

  /**
   * Concepts of a hundred images on average, a tenth of all copies with noise of an earlier one.
   *
   * @param kind plain: concepts of equal size; skewed: by Zipf's law; giant: one vector in twenty a
   *     copy of the first
   */
  private static DedupSpeed drawn(String kind, int size, int dim) {
    SplittableRandom random = new SplittableRandom(1);
    int concepts = Math.max(1, size / 100);
    float[] values = new float[Math.multiplyExact(size, dim)];
    double[] vector = new double[dim];
    int planted = 0;
    for (int i = 0; i < size; i++) {
      int concept =
          kind.equals("skewed")
              ? (int) Math.pow(concepts, random.nextDouble()) - 1
              : random.nextInt(concepts);
      boolean giant = i > 0 && kind.equals("giant") && random.nextInt(20) == 0;
      boolean copy = i > 0 && random.nextInt(DUPLICATES) == 0;
      if (giant || copy) {
        planted++;
        int original = giant ? 0 : random.nextInt(i);
        for (int d = 0; d < dim; d++) {
          double noise = NOISE * random.nextGaussian() / Math.sqrt(dim);
          vector[d] = values[original * dim + d] + noise;
        }
      } else {
        SplittableRandom centre = new SplittableRandom(concept);
        Arrays.setAll(vector, _ -> centre.nextGaussian() + 0.8 * random.nextGaussian());
      }
      double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
      for (int d = 0; d < dim; d++) {
        values[i * dim + d] = (float) (vector[d] / length);
      }
    }
    return new DedupSpeed(new VectorBlock(values, dim), planted);
  }
}
