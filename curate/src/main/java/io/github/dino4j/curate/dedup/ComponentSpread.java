package io.github.dino4j.curate.dedup;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.product.ProductScan;
import java.lang.foreign.Arena;
import java.util.BitSet;

/**
 * How far a component of near-duplicates reaches: a chain of pairs may end at an image that looks
 * nothing like its first.
 *
 * @param size members
 * @param leastSimilarity the smallest cosine of any two members
 * @param diameter the most pairs that one has to go through from a member to another
 * @param exact whether all members were compared; otherwise a sample was, of which this is true
 */
public record ComponentSpread(int size, float leastSimilarity, int diameter, boolean exact) {
  /** Members up to which all are compared, if not said otherwise. */
  public static final int MOST = 1000;

  /** Measures with up to {@link #MOST} members. */
  public static ComponentSpread measure(VectorBlock members, float threshold, long seed) {
    return measure(members, threshold, MOST, seed);
  }

  /**
   * Measures a component.
   *
   * @param members of length 1, at least one
   * @param threshold cosine of near-duplicates
   * @param most members up to which all are compared; of more, so many are drawn
   */
  public static ComponentSpread measure(VectorBlock members, float threshold, int most, long seed) {
    boolean exact = members.size() <= most;
    VectorBlock some =
        exact ? members : members.select(new SeededOrder(seed).sample(members.size(), most));
    float least = leastSimilarity(some);
    int diameter = least >= threshold ? Math.min(1, some.size() - 1) : diameter(some, threshold);
    return new ComponentSpread(members.size(), least, diameter, exact);
  }

  /** The largest product with the negated members, negated. */
  private static float leastSimilarity(VectorBlock members) {
    float[] negated = members.values().clone();
    for (int i = 0; i < negated.length; i++) {
      negated[i] = -negated[i];
    }
    float[] largest = {-1};
    try (Arena arena = Arena.ofConfined()) {
      ProductScan.of(new VectorBlock(negated, members.dim()), arena)
          .scan(
              members,
              0,
              members.size(),
              -1,
              (_, end) -> end,
              (column, row, product) -> {
                if (row < column) {
                  largest[0] = Math.max(largest[0], product);
                }
                return row < column ? Math.max(product, -1) : -1;
              });
    }
    return -largest[0];
  }

  private static int diameter(VectorBlock members, float threshold) {
    int size = members.size();
    BitSet[] near = new BitSet[size];
    for (int i = 0; i < size; i++) {
      near[i] = new BitSet(size);
    }
    Edges pairs = new PairSearch(DedupOptions.of(threshold, 0)).allPairs(members);
    for (int i = 0; i < pairs.size(); i++) {
      near[pairs.first(i)].set(pairs.second(i));
      near[pairs.second(i)].set(pairs.first(i));
    }
    int diameter = 0;
    for (int i = 0; i < size; i++) {
      diameter = Math.max(diameter, farthest(i, near));
    }
    return diameter;
  }

  /** Steps of a breadth-first search until nothing new is reached. */
  private static int farthest(int start, BitSet[] near) {
    BitSet reached = new BitSet(near.length);
    BitSet frontier = new BitSet(near.length);
    reached.set(start);
    frontier.set(start);
    int steps = -1;
    while (!frontier.isEmpty()) {
      BitSet next = new BitSet(near.length);
      frontier.stream().forEach(i -> next.or(near[i]));
      next.andNot(reached);
      reached.or(next);
      frontier = next;
      steps++;
    }
    return steps;
  }
}
