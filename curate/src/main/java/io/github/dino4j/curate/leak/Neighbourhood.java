package io.github.dino4j.curate.leak;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.product.NearestK;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;
import java.util.stream.LongStream;

/**
 * What the nearest neighbours of images say about them: how far they lie from all others, and
 * whether their label fits.
 *
 * @param ids of the images
 * @param nearest of each image among all, or among a sample that stands for all, without itself
 */
public record Neighbourhood(long[] ids, NearestK nearest) {
  /** Neighbours of vectors of length 1 among themselves, whose ids are their numbers. */
  public static Neighbourhood of(VectorBlock vectors, int k) {
    long[] ids = numbers(vectors.size());
    NearestK nearest = new NearestK(ids.length, k);
    nearest.search(vectors, ids, vectors, ids);
    return new Neighbourhood(ids, nearest);
  }

  static long[] numbers(int size) {
    return LongStream.range(0, size).toArray();
  }

  /**
   * How far each image lies from its neighbours: the mean of {@code 1 - cosine}. The largest are
   * outliers. Infinite where there is no other image.
   */
  public double[] distances() {
    double[] distances = new double[ids.length];
    for (int i = 0; i < ids.length; i++) {
      float[] scores = nearest.scores(i);
      double sum = 0;
      for (float score : scores) {
        sum += 1 - (double) score;
      }
      distances[i] = scores.length == 0 ? Double.POSITIVE_INFINITY : sum / scores.length;
    }
    return distances;
  }

  /**
   * An image whose neighbours mostly have another label.
   *
   * @param expected the label that most of the neighbours have; of equally many the least
   * @param agreeing which part of the neighbours has it
   */
  public record Doubt(long id, int label, int expected, double agreeing) {}

  /**
   * Images whose label is not that of most of their neighbours.
   *
   * @param label of each id; -1 where it has none
   * @param least part of the neighbours with labels that must agree on another one
   */
  public List<Doubt> doubts(LongToIntFunction label, double least) {
    List<Doubt> doubts = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      int own = label.applyAsInt(ids[i]);
      Map<Integer, Integer> votes = new TreeMap<>();
      int voters = 0;
      for (long neighbour : nearest.ids(i)) {
        int its = label.applyAsInt(neighbour);
        if (its >= 0) {
          votes.merge(its, 1, Integer::sum);
          voters++;
        }
      }
      int expected = own;
      int most = 0;
      for (Map.Entry<Integer, Integer> vote : votes.entrySet()) {
        if (vote.getValue() > most) {
          expected = vote.getKey();
          most = vote.getValue();
        }
      }
      double agreeing = voters == 0 ? 0 : (double) most / voters;
      if (own >= 0 && expected != own && agreeing >= least) {
        doubts.add(new Doubt(ids[i], own, expected, agreeing));
      }
    }
    return doubts;
  }
}
