package io.github.dino4j.benchmarks;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.CentroidIndex;
import io.github.dino4j.curate.kmeans.KMeans;
import io.github.dino4j.curate.kmeans.KMeansOptions;
import io.github.dino4j.curate.kmeans.Metric;
import io.github.dino4j.curate.kmeans.Seeding;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Scanner;

/**
 * Spherical k-means of the vectors of a file. Arguments: {@code FILE DIM}; for every line of
 * standard input, {@code CLUSTERS SEEDING ITERATIONS SEED}, it trains and prints the seconds on the
 * clock, those of all processors, and the inertia a vector with the centroids that came out.
 */
public final class KMeansSpeed {
  private KMeansSpeed() {}

  public static void main(String[] arguments) {
    VectorBlock vectors = RawVectors.read(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    Scanner lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      String[] words = lines.nextLine().split(" ");
      KMeansOptions options =
          KMeansOptions.of(Integer.parseInt(words[0]), Metric.SPHERICAL, Long.parseLong(words[3]))
              .withSeeding(Seeding.valueOf(words[1]))
              .withIterations(Integer.parseInt(words[2]))
              .withTolerance(-1);
      CpuTimer timer = new CpuTimer();
      KMeans.Result result = KMeans.train(vectors, options);
      double seconds = timer.seconds();
      double cpu = timer.cpuSeconds();
      double inertia =
          Arrays.stream(
                  CentroidIndex.of(result.centroids())
                      .assign(vectors)
                      .squaredDistances(vectors, Metric.SPHERICAL))
              .average()
              .orElseThrow();
      System.out.printf(Locale.ROOT, "%.3f %.3f %.6f%n", seconds, cpu, inertia);
    }
  }
}
