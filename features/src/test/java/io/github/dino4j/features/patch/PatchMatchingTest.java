package io.github.dino4j.features.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.picture.Synthetic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PatchMatchingTest {
  private static final int DIM = 32;

  /** Patches of {@code a}, shuffled, scaled and a little noisy, on a grid of another shape. */
  private static PatchFeatures shuffled(PatchFeatures a, List<Integer> order, float noise) {
    float[] values = Synthetic.normal(a.values().length, 77);
    for (int patch = 0; patch < order.size(); patch++) {
      for (int i = 0; i < DIM; i++) {
        int at = patch * DIM + i;
        values[at] = 3 * a.values()[order.get(patch) * DIM + i] + noise * values[at];
      }
    }
    return new PatchFeatures(a.columns(), a.rows(), DIM, values);
  }

  private static List<Integer> order(int length) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(6));
    return order;
  }

  @Test
  void findsEveryPlantedMatch() {
    // 39 x 15 = 585 patches: more than one block of the product, and not a multiple of it.
    PatchFeatures a = new PatchFeatures(39, 15, DIM, Synthetic.normal(39 * 15 * DIM, 5));
    List<Integer> order = order(39 * 15);
    PatchFeatures b = shuffled(a, order, 0.1f);
    List<PatchMatch> matches = PatchMatching.between(a, b, MatchOptions.everything());
    assertThat(matches).hasSize(39 * 15);
    for (PatchMatch match : matches) {
      int inB = match.rowB() * 39 + match.colB();
      assertThat(match.rowA() * 15 + match.colA()).isEqualTo(order.get(inB));
      assertThat(match.similarity()).isBetween(0.99f, 1f);
    }
    assertThat(matches)
        .isSortedAccordingTo((x, y) -> Float.compare(y.similarity(), x.similarity()));
  }

  @Test
  void equalsTheNaiveMutualNeighboursOfRandomFeatures() {
    PatchFeatures a = new PatchFeatures(9, 7, DIM, Synthetic.normal(63 * DIM, 15));
    PatchFeatures b = new PatchFeatures(5, 11, DIM, Synthetic.normal(55 * DIM, 16));
    Set<List<Integer>> naive = new HashSet<>();
    for (int i = 0; i < 63; i++) {
      int j = nearest(a, i, b);
      if (nearest(b, j, a) == i) {
        naive.add(List.of(i, j));
      }
    }
    Set<List<Integer>> found = new HashSet<>();
    for (PatchMatch match : PatchMatching.between(a, b, MatchOptions.everything())) {
      int i = match.rowA() * 7 + match.colA();
      int j = match.rowB() * 11 + match.colB();
      found.add(List.of(i, j));
      assertThat((double) match.similarity()).isCloseTo(cosine(a, i, b, j), within(1e-5));
    }
    assertThat(found).isEqualTo(naive).isNotEmpty();
  }

  @Test
  void onlyForegroundMatches() {
    PatchFeatures a = Synthetic.objectOnGround(16, DIM, 1, 10);
    PatchFeatures b = Synthetic.objectOnGround(16, DIM, 1, 20);
    MatchOptions all = new MatchOptions(Foreground.byDefault(), -1, Float.POSITIVE_INFINITY, 999);
    List<PatchMatch> matches = PatchMatching.between(a, b, all);
    assertThat(matches).isNotEmpty();
    for (PatchMatch match : matches) {
      assertThat(Synthetic.inObject(16, match.rowA() * 16 + match.colA())).isTrue();
      assertThat(Synthetic.inObject(16, match.rowB() * 16 + match.colB())).isTrue();
    }
  }

  @Test
  void theRatioDropsWhatHasARivalButNotANeighbour() {
    // One row of patches: 0 and 1 look alike and touch, 4 and 7 look alike and lie apart.
    PatchFeatures a = new PatchFeatures(1, 8, DIM, Synthetic.normal(8 * DIM, 30));
    System.arraycopy(a.values(), 0, a.values(), DIM, DIM);
    a.values()[DIM] += 0.2f;
    System.arraycopy(a.values(), 4 * DIM, a.values(), 7 * DIM, DIM);
    a.values()[7 * DIM] += 0.2f;
    PatchFeatures b = shuffled(a, List.of(0, 1, 2, 3, 4, 5, 6, 7), 0.01f);
    PatchFeatures line = new PatchFeatures(1, 8, DIM, b.values());
    MatchOptions strict = new MatchOptions(Foreground.all(), -1, 0.5f, 99);
    assertThat(PatchMatching.between(a, line, strict).stream().map(PatchMatch::colA))
        .contains(0, 1, 2, 3, 5, 6)
        .hasSize(8);
    PatchFeatures noisier = shuffled(a, List.of(0, 1, 2, 3, 4, 5, 6, 7), 0.15f);
    assertThat(
            PatchMatching.between(a, new PatchFeatures(1, 8, DIM, noisier.values()), strict)
                .stream()
                .map(PatchMatch::colA))
        .contains(2, 3, 5, 6)
        .doesNotContain(4, 7);
  }

  @Test
  void aLimitKeepsGoodMatchesFarApart() {
    PatchFeatures a = new PatchFeatures(20, 20, DIM, Synthetic.normal(400 * DIM, 40));
    PatchFeatures b = new PatchFeatures(20, 20, DIM, a.values().clone());
    MatchOptions four = new MatchOptions(Foreground.all(), -1, Float.POSITIVE_INFINITY, 4);
    List<PatchMatch> matches = PatchMatching.between(a, b, four);
    assertThat(matches).hasSize(4).doesNotHaveDuplicates();
    for (PatchMatch one : matches) {
      for (PatchMatch other : matches) {
        double apart = Math.hypot(one.rowA() - other.rowA(), one.colA() - other.colA());
        assertThat(one == other || apart > 4).isTrue();
      }
    }
  }

  private static int nearest(PatchFeatures from, int patch, PatchFeatures to) {
    int best = 0;
    for (int other = 1; other < to.rows() * to.columns(); other++) {
      if (cosine(from, patch, to, other) > cosine(from, patch, to, best)) {
        best = other;
      }
    }
    return best;
  }

  private static double cosine(PatchFeatures a, int i, PatchFeatures b, int j) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int k = 0; k < DIM; k++) {
      double x = a.values()[i * DIM + k];
      double y = b.values()[j * DIM + k];
      dot += x * y;
      squaresA += x * x;
      squaresB += y * y;
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }
}
