package io.github.dino4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactIndexTest {
  /** Cosine in double precision. */
  private static double cosine(float[] a, int i, float[] b, int j, int dim) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int d = 0; d < dim; d++) {
      product += (double) a[i * dim + d] * b[j * dim + d];
      squaresA += (double) a[i * dim + d] * a[i * dim + d];
      squaresB += (double) b[j * dim + d] * b[j * dim + d];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }

  /** Sizes around a block and a group of queries, and dims that are no multiple of a step. */
  @ParameterizedTest
  @CsvSource({"1,1,1,1", "7,3,5,2", "255,33,4,10", "256,32,7,20", "600,70,65,300", "513,1,384,1"})
  void findsWhatComparingAllFinds(int size, int count, int dim, int k) {
    float[] vectors = Vectors.normal(size, dim, 1);
    float[] queries = Vectors.normal(count, dim, 2);
    List<Neighbours> found = new ExactIndex(vectors, dim).search(queries, k);
    assertThat(found).hasSize(count);
    for (int query = 0; query < count; query++) {
      int q = query;
      int[] expected =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -cosine(queries, q, vectors, (int) i, dim)))
              .limit(k)
              .mapToInt(i -> i)
              .toArray();
      Neighbours nearest = found.get(query);
      assertThat(nearest.size()).isEqualTo(expected.length);
      for (int n = 0; n < expected.length; n++) {
        double wanted = cosine(queries, q, vectors, expected[n], dim);
        // float32 sums of up to 384 products
        assertThat((double) nearest.similarity()[n]).isCloseTo(wanted, within(1e-5));
        assertThat(cosine(queries, q, vectors, nearest.index()[n], dim))
            .isCloseTo(wanted, within(1e-5));
      }
      assertThat(Arrays.stream(nearest.index()).distinct().count()).isEqualTo(nearest.size());
    }
  }

  @Test
  void amongTheOthersNoVectorFindsItself() {
    float[] vectors = Vectors.normal(300, 9, 3);
    ExactIndex index = new ExactIndex(vectors, 9);
    List<Neighbours> others = index.searchOthers(4);
    List<Neighbours> all = index.search(vectors, 5);
    for (int i = 0; i < 300; i++) {
      assertThat(all.get(i).index()[0]).isEqualTo(i);
      assertThat(others.get(i).index())
          .containsExactly(Arrays.copyOfRange(all.get(i).index(), 1, 5));
    }
  }

  @Test
  void ofEquallySimilarOnesTheFirstStandsInFront() {
    float[] vectors = {0, 1, 1, 0, 2, 0, 3, 0, 0, 5};
    Neighbours nearest = new ExactIndex(vectors, 2).search(new float[] {7, 0}, 4).getFirst();
    assertThat(nearest.index()).containsExactly(1, 2, 3, 0);
    assertThat(nearest.similarity()).containsExactly(1, 1, 1, 0);
  }

  @Test
  void aVectorOfZerosIsLikeNothing() {
    Neighbours nearest =
        new ExactIndex(new float[] {0, 0, -1, 0, 1, 0}, 2).search(new float[] {1, 0}, 3).getFirst();
    assertThat(nearest.index()).containsExactly(2, 0, 1);
    assertThat(nearest.similarity()).containsExactly(1, 0, -1);
  }

  @Test
  void fewerVectorsThanAskedForAreAllFound() {
    ExactIndex index = new ExactIndex(new float[] {1, 0, 0, 1}, 2);
    assertThat(index.search(new float[] {1, 0}, 20).getFirst().index()).containsExactly(0, 1);
    assertThat(index.searchOthers(20).getFirst().index()).containsExactly(1);
    assertThat(new ExactIndex(new float[0], 2).search(new float[] {1, 0}, 3).getFirst().size())
        .isZero();
  }

  @Test
  void vectorsOfAnotherSizeAreRefused() {
    ExactIndex index = new ExactIndex(new float[] {1, 0, 0, 1}, 2);
    assertThatThrownBy(() -> index.search(new float[3], 1))
        .isInstanceOf(DinoException.class)
        .hasMessage("3 values are no vectors of 2 each");
  }
}
