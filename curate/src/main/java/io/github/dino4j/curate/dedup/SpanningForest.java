package io.github.dino4j.curate.dedup;

/**
 * Edges that connect all that was added, and no more than they need: at most one less than the
 * numbers. Of several that would do the first ones stay. For one thread.
 */
public final class SpanningForest {
  private final UnionFind sets;
  private final Edges edges = new Edges();

  /**
   * No edges yet.
   *
   * @param numbers a bound of the numbers in the edges
   */
  public SpanningForest(int numbers) {
    sets = new UnionFind(numbers);
  }

  /** Adds a pair, unless it is connected already. */
  public void add(int a, int b, float cosine) {
    if (sets.unite(a, b)) {
      edges.add(a, b, cosine);
    }
  }

  /** Adds pairs in their order. */
  public void addAll(Edges some) {
    for (int i = 0; i < some.size(); i++) {
      add(some.first(i), some.second(i), some.similarity(i));
    }
  }

  /** The edges; they grow with this. */
  public Edges edges() {
    return edges;
  }

  /** The least number that each hangs together with. */
  public int[] roots() {
    return sets.roots();
  }
}
