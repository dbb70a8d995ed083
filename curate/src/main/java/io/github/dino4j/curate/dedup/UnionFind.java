package io.github.dino4j.curate.dedup;

/**
 * Disjoint sets of the numbers from 0 on, in one array: a set is a tree, whose root is its least
 * number. For one thread.
 */
public final class UnionFind {
  private final int[] parents;

  /** Each number a set of its own. */
  public UnionFind(int size) {
    parents = new int[size];
    for (int i = 0; i < size; i++) {
      parents[i] = i;
    }
  }

  /** How many numbers there are. */
  public int size() {
    return parents.length;
  }

  /** The least number of the set. */
  public int find(int number) {
    int root = number;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]]; // halves the way for those who come later
      root = parents[root];
    }
    return root;
  }

  /** Joins two sets; returns whether they were two. */
  public boolean unite(int a, int b) {
    int rootA = find(a);
    int rootB = find(b);
    if (rootA == rootB) {
      return false;
    }
    parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    return true;
  }

  /** The least number of each number's set. */
  public int[] roots() {
    int[] roots = new int[parents.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = parents[i] == i ? i : roots[parents[i]]; // parents are less than their children
    }
    return roots;
  }
}
