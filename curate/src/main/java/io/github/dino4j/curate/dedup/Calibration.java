package io.github.dino4j.curate.dedup;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.product.ProductScan;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which threshold suits a model, from pairs of which one knows whether they are near-duplicates.
 *
 * @param curve one point for each cosine that occurs, by rising threshold
 */
public record Calibration(List<Point> curve) {
  /**
   * How well a threshold tells near-duplicates from others.
   *
   * @param precision which part of the pairs at or above it are near-duplicates
   * @param recall which part of the near-duplicates are at or above it
   */
  public record Point(float threshold, double precision, double recall) {
    /** The harmonic mean of both. */
    public double f1() {
      double sum = precision + recall;
      return sum == 0 ? 0 : 2 * precision * recall / sum;
    }
  }

  public Calibration {
    curve = List.copyOf(curve);
  }

  /**
   * From the cosines of judged pairs.
   *
   * @param duplicate whether each is a pair of near-duplicates
   * @throws DinoException if there is none, or no other
   */
  public static Calibration of(float[] cosines, boolean[] duplicate) {
    Integer[] order = new Integer[cosines.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -cosines[i]));
    int duplicates = 0;
    for (boolean its : duplicate) {
      duplicates += its ? 1 : 0;
    }
    if (duplicates == 0 || duplicates == duplicate.length) {
      throw new DinoException(
          "%d of %d pairs are near-duplicates: a threshold needs some that are and some that are not"
              .formatted(duplicates, duplicate.length));
    }
    List<Point> curve = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < order.length; i++) {
      right += duplicate[order[i]] ? 1 : 0;
      float cosine = cosines[order[i]];
      if (i + 1 == order.length || cosines[order[i + 1]] != cosine) {
        curve.add(new Point(cosine, (double) right / (i + 1), (double) right / duplicates));
      }
    }
    return new Calibration(curve.reversed());
  }

  /**
   * From judged pairs of vectors.
   *
   * @param vectors of length 1
   * @param pairs {@code [n][2]}
   */
  public static Calibration ofPairs(VectorBlock vectors, int[][] pairs, boolean[] duplicate) {
    float[] cosines = new float[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      cosines[i] = (float) vectors.dot(pairs[i][0], vectors, pairs[i][1]);
    }
    return of(cosines, duplicate);
  }

  /**
   * From augmented copies of some images of a pool. For each copy there is one pair that is, with
   * its original, and one that is not, with the most similar of the other images: the hardest, so
   * that the precision is lower than among all pairs. Images that are as similar to a copy as half
   * of the originals are to theirs are taken for near-duplicates that the pool has anyway, and
   * count for neither.
   *
   * @param images of length 1, the originals among them, at least two
   * @param copies of length 1
   * @param originalOf {@code [copies]}, numbers of images
   */
  public static Calibration ofCopies(VectorBlock images, VectorBlock copies, int[] originalOf) {
    images.requireDim(copies);
    if (images.size() < 2) {
      throw new DinoException("a threshold from copies needs two images or more");
    }
    int size = copies.size();
    float[] cosines = new float[2 * size];
    boolean[] duplicate = new boolean[2 * size];
    Arrays.fill(cosines, size, 2 * size, Float.NEGATIVE_INFINITY);
    Arrays.fill(duplicate, 0, size, true);
    for (int i = 0; i < size; i++) {
      cosines[i] = (float) images.dot(originalOf[i], copies, i);
    }
    float[] sorted = Arrays.copyOf(cosines, size);
    Arrays.sort(sorted);
    float median = sorted[size / 2];
    try (Arena arena = Arena.ofShared()) {
      ProductScan.of(images, arena)
          .scan(
              copies,
              Float.NEGATIVE_INFINITY,
              (copy, image, cosine) -> {
                if (image != originalOf[copy] && cosine < median) {
                  cosines[size + copy] = Math.max(cosines[size + copy], cosine);
                }
                return cosines[size + copy];
              });
    }
    return of(cosines, duplicate);
  }

  /** The threshold with the best F1; of equals the highest. */
  public Point best() {
    return curve.reversed().stream().max(Comparator.comparingDouble(Point::f1)).orElseThrow();
  }

  /** The lowest threshold whose precision is enough. */
  public Optional<Point> atPrecision(double precision) {
    return curve.stream().filter(point -> point.precision() >= precision).findFirst();
  }
}
