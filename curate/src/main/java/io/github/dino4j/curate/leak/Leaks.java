package io.github.dino4j.curate.leak;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.product.NearestK;
import java.util.ArrayList;
import java.util.List;

/**
 * Images of a test set that stand in a training set too, or nearly.
 *
 * @param threshold cosine of near-duplicates
 */
public record Leaks(float threshold) {
  /**
   * A test image and the training image most like it.
   *
   * @param cosine at least the threshold
   */
  public record Leak(long test, long train, float cosine) {}

  /**
   * Leaks, by the order of the test images.
   *
   * @param nearest the nearest training images of each test image, from any number of blocks
   * @param testIds of the test images
   */
  public List<Leak> find(NearestK nearest, long[] testIds) {
    List<Leak> leaks = new ArrayList<>();
    for (int i = 0; i < testIds.length; i++) {
      float[] scores = nearest.scores(i);
      if (scores.length > 0 && scores[0] >= threshold) {
        leaks.add(new Leak(testIds[i], nearest.ids(i)[0], scores[0]));
      }
    }
    return leaks;
  }

  /** Leaks between sets in memory, whose ids are their numbers. */
  public List<Leak> find(VectorBlock train, VectorBlock test) {
    NearestK nearest = new NearestK(test.size(), 1);
    nearest.search(test, train, Neighbourhood.numbers(train.size()));
    return find(nearest, Neighbourhood.numbers(test.size()));
  }
}
