package io.github.dino4j.curate.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.leak.Neighbourhood.Doubt;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeakTest {
  @Test
  void findsTestImagesInTheTrainingSet() {
    VectorBlock train = Blobs.normal(200, 16, 1).normalized();
    float[] values = Blobs.normal(50, 16, 2).normalized().values();
    System.arraycopy(train.values(), 77 * 16, values, 5 * 16, 16);
    System.arraycopy(train.values(), 3 * 16, values, 41 * 16, 16);
    VectorBlock test = new VectorBlock(values, 16);
    List<Leaks.Leak> leaks = new Leaks(0.99f).find(train, test);
    assertThat(leaks.stream().map(Leaks.Leak::test)).containsExactly(5L, 41L);
    assertThat(leaks.stream().map(Leaks.Leak::train)).containsExactly(77L, 3L);
    assertThat(leaks.getFirst().cosine()).isCloseTo(1, within(1e-6f));
  }

  @Test
  void distancesAreThoseToTheNearestOthers() {
    VectorBlock vectors = Blobs.normal(90, 8, 3).normalized();
    double[] distances = Neighbourhood.of(vectors, 5).distances();
    for (int i = 0; i < 90; i++) {
      int its = i;
      double mean =
          IntStream.range(0, 90)
              .filter(j -> j != its)
              .mapToDouble(j -> 1 - vectors.dot(its, vectors, j))
              .boxed()
              .sorted(Comparator.naturalOrder())
              .limit(5)
              .mapToDouble(x -> x)
              .average()
              .orElseThrow();
      assertThat(distances[i]).isCloseTo(mean, within(1e-6));
    }
  }

  @Test
  void aLabelThatNeighboursDoNotHaveIsDoubtful() {
    int[] sizes = {30, 30, 30};
    VectorBlock vectors = Blobs.around(sizes, 16, 0.1, 5).normalized();
    int[] labels = Blobs.labels(sizes);
    labels[4] = 2;
    labels[64] = 0;
    labels[70] = -1;
    List<Doubt> doubts = Neighbourhood.of(vectors, 10).doubts(id -> labels[(int) id], 0.6);
    assertThat(doubts.stream().map(Doubt::id)).containsExactly(4L, 64L);
    assertThat(doubts.get(0).label()).isEqualTo(2);
    assertThat(doubts.get(0).expected()).isEqualTo(0);
    assertThat(doubts.get(1).agreeing()).isGreaterThan(0.6);
  }
}
