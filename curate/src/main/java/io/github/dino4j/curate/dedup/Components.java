package io.github.dino4j.curate.dedup;

import io.github.dino4j.curate.kmeans.Clusters;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Images that hang together by near-duplicate pairs.
 *
 * @param label {@code [size]}: the least number of the component that each image is in
 */
public record Components(int[] label) {
  /** Components of the numbers below {@code size} by these edges, in any order. */
  public static Components of(int size, Iterable<Edges> edges) {
    UnionFind sets = new UnionFind(size);
    for (Edges some : edges) {
      for (int i = 0; i < some.size(); i++) {
        sets.unite(some.first(i), some.second(i));
      }
    }
    return new Components(sets.roots());
  }

  /** The members of each component of two or more, rising; by their least members. */
  public int[][] groups() {
    return Arrays.stream(Clusters.members(label, label.length))
        .filter(members -> members.length > 1)
        .toArray(int[][]::new);
  }

  /**
   * All images whose component holds one of some others: those of {@code others} that have
   * near-duplicates, and all of their components.
   */
  public BitSet touching(BitSet others) {
    BitSet labels = new BitSet(label.length);
    others.stream().forEach(i -> labels.set(label[i]));
    BitSet touching = new BitSet(label.length);
    for (int i = 0; i < label.length; i++) {
      touching.set(i, labels.get(label[i]));
    }
    return touching;
  }
}
