package io.github.dino4j.curate.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompleteLinkageTest {
  /** Merges the two most alike groups as long as all their pairs reach the threshold. */
  private static int[] naive(VectorBlock members, float threshold) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      groups.add(new ArrayList<>(List.of(i)));
    }
    while (true) {
      double best = threshold;
      int[] pair = {-1, -1};
      for (int i = 0; i < groups.size(); i++) {
        for (int j = 0; j < i; j++) {
          double least = 1;
          for (int a : groups.get(i)) {
            for (int b : groups.get(j)) {
              least = Math.min(least, members.dot(a, members, b));
            }
          }
          if (least >= best) {
            best = least;
            pair = new int[] {j, i};
          }
        }
      }
      if (pair[0] < 0) {
        break;
      }
      groups.get(pair[0]).addAll(groups.remove(pair[1]));
    }
    int[] labels = new int[members.size()];
    for (List<Integer> group : groups) {
      int least = group.stream().mapToInt(i -> i).min().orElseThrow();
      group.forEach(i -> labels[i] = least);
    }
    return labels;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void groupsAreThoseOfTheNaiveAlgorithm(long seed) {
    VectorBlock members = Blobs.around(new int[] {40, 20, 10}, 5, 0.7, seed).normalized();
    for (float threshold : new float[] {0.3f, 0.7f, 0.95f}) {
      assertThat(new CompleteLinkage(threshold, 0).split(members))
          .isEqualTo(naive(members, threshold));
    }
  }

  @Test
  void aChainIsCut() {
    float threshold = (float) Math.cos(Math.toRadians(25));
    int[] labels = new CompleteLinkage(threshold, 0).split(ComponentSpreadTest.chain(10));
    assertAllPairsReach(ComponentSpreadTest.chain(10), labels, threshold);
    assertThat(java.util.Arrays.stream(labels).distinct().count()).isBetween(4L, 5L);
  }

  @Test
  void whatIsTooLargeForAMatrixStillHoldsTheThreshold() {
    VectorBlock members = Blobs.around(new int[] {200, 100, 50}, 6, 0.5, 1).normalized();
    int[] labels = new CompleteLinkage(0.8f, 3, 64).split(members);
    assertAllPairsReach(members, labels, 0.8f);
    int[] equal =
        new CompleteLinkage(0.8f, 3, 64)
            .split(new VectorBlock(members.select(new int[150]).values(), 6));
    assertThat(java.util.Arrays.stream(equal).distinct().count()).isEqualTo(3); // cut at 64
  }

  private static void assertAllPairsReach(VectorBlock members, int[] labels, float threshold) {
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < i; j++) {
        if (labels[i] == labels[j]) {
          assertThat(members.dot(i, members, j)).isGreaterThan(threshold - 1e-6);
        }
      }
    }
  }
}
