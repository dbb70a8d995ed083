package io.github.dino4j.benchmarks;

import io.github.dino4j.evaluate.classification.KnnClassifier;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.Predictions;
import java.util.List;
import java.util.Scanner;
import java.util.SplittableRandom;

/**
 * Weighted kNN over normally distributed features. Arguments: {@code IMAGES QUERIES DIM CLASSES};
 * for every line of standard input it classifies the queries and prints the seconds.
 */
public final class NeighbourSpeed {
  private static final List<Integer> NEIGHBOURS = List.of(10, 20, 100, 200);

  private NeighbourSpeed() {}

  public static void main(String[] arguments) {
    int images = Integer.parseInt(arguments[0]);
    int queries = Integer.parseInt(arguments[1]);
    int dim = Integer.parseInt(arguments[2]);
    int classes = Integer.parseInt(arguments[3]);
    KnnClassifier classifier =
        new KnnClassifier(features(images, dim, classes, 1), KnnClassifier.TEMPERATURE);
    LabelledFeatures asked = features(queries, dim, classes, 2);
    Scanner lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      lines.nextLine();
      long start = System.nanoTime();
      List<Predictions> found = classifier.predict(asked.values(), asked.labels(), NEIGHBOURS);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.println(seconds + " " + found.getLast().top1());
    }
  }

  private static LabelledFeatures features(int images, int dim, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.multiplyExact(images, dim)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new LabelledFeatures(values, dim, random.ints(images, 0, classes).toArray(), classes);
  }
}
