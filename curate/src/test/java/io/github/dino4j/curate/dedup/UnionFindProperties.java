package io.github.dino4j.curate.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class UnionFindProperties {
  @Property(tries = 200)
  void componentsAreThoseOfABreadthFirstSearch(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int size) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean[][] near = new boolean[size][size];
    Edges edges = new Edges();
    for (int i = 0; i < random.nextInt(2 * size); i++) {
      int a = random.nextInt(size);
      int b = random.nextInt(size);
      near[a][b] = true;
      near[b][a] = true;
      edges.add(a, b, 0);
    }
    int[] expected = breadthFirst(near);
    assertThat(Components.of(size, List.of(edges)).label()).isEqualTo(expected);
    Edges forest = edges.forest(size);
    assertThat(forest.size()).isEqualTo(size - (int) Arrays.stream(expected).distinct().count());
    assertThat(Components.of(size, List.of(forest)).label()).isEqualTo(expected);
  }

  /** As tasks do it: a forest of each part of the edges. */
  @Property(tries = 100)
  void forestsOfPartsConnectWhatAllEdgesConnect(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Edges all = new Edges();
    List<Edges> parts = List.of(new Edges(), new Edges(), new Edges());
    for (int i = 0; i < 60; i++) {
      int a = random.nextInt(50);
      int b = random.nextInt(50);
      all.add(a, b, 0);
      parts.get(i % 3).add(a, b, 0);
    }
    assertThat(Components.of(50, parts.stream().map(part -> part.forest(50)).toList()).label())
        .isEqualTo(Components.of(50, List.of(all)).label());
  }

  private static int[] breadthFirst(boolean[][] near) {
    int[] label = new int[near.length];
    Arrays.fill(label, -1);
    for (int start = 0; start < label.length; start++) {
      ArrayDeque<Integer> open = new ArrayDeque<>(List.of(start));
      while (!open.isEmpty()) {
        int i = open.poll();
        if (label[i] < 0) {
          label[i] = start;
          for (int j = 0; j < label.length; j++) {
            if (near[i][j] && label[j] < 0) {
              open.add(j);
            }
          }
        }
      }
    }
    return label;
  }
}
