package io.github.dino4j.curate.dedup;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;

/** Which image of a group of near-duplicates stays. */
public enum Keep {
  /** The one with the best quality; of equals the first. */
  BEST_QUALITY,
  /** The first. */
  FIRST,
  /** One at random. */
  RANDOM,
  /** The one nearest the mean of the group. */
  NEAREST,
  /** The one farthest from the mean of the group. */
  FARTHEST;

  /**
   * A group of near-duplicates.
   *
   * @param ids what {@link #RANDOM} draws by, so that it does not depend on the order of the work
   * @param vectors of length 1
   * @param quality larger is better; empty where there is no such column
   */
  public record Group(long[] ids, VectorBlock vectors, double[] quality) {}

  /**
   * The one that stays.
   *
   * @return its place in the group
   * @throws DinoException if its quality is asked for and not there
   */
  public int choose(Group group, long seed) {
    return switch (this) {
      case FIRST -> 0;
      case RANDOM -> {
        SeededOrder order = new SeededOrder(seed);
        yield best(group.ids().length, i -> -(double) order.key(group.ids()[i]));
      }
      case BEST_QUALITY -> {
        if (group.quality().length != group.ids().length) {
          throw new DinoException(
              "there is no quality to keep the best by: name a column, or keep another one");
        }
        yield best(group.ids().length, i -> group.quality()[i]);
      }
      case NEAREST -> best(group.ids().length, toCentre(group.vectors()));
      case FARTHEST -> {
        Score toCentre = toCentre(group.vectors());
        yield best(group.ids().length, i -> -toCentre.of(i));
      }
    };
  }

  @FunctionalInterface
  private interface Score {
    double of(int member);
  }

  private static int best(int size, Score score) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      best = score.of(i) > score.of(best) ? i : best;
    }
    return best;
  }

  private static Score toCentre(VectorBlock vectors) {
    int dim = vectors.dim();
    double[] sum = new double[dim];
    for (int i = 0; i < vectors.values().length; i++) {
      sum[i % dim] += vectors.values()[i];
    }
    return member -> {
      double product = 0;
      for (int d = 0; d < dim; d++) {
        product += sum[d] * vectors.values()[member * dim + d];
      }
      return product;
    };
  }
}
