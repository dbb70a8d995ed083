package io.github.dino4j.pretrain.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.pretrain.Golden;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class KnnClassifierTest {
  private static final List<Integer> COUNTS = List.of(1, 5, 10, 20, 100);

  private static int[] labels(Tensor tensor) {
    long[] values = new long[(int) tensor.numel()];
    new LongPointer(tensor.data_ptr_long()).get(values);
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  /** Tolerance of the fixture: probabilities in fp32. */
  @Test
  void probabilitiesAreThoseOfTheReference() {
    try (Scope scope = Scope.open()) {
      Golden.Fixture fixture = Golden.tensors("eval/knn");
      JsonNode accuracies = Golden.json("eval/knn").get("accuracy_by_k");
      float[] train = Tensors.toFloats(fixture.get("train_features"));
      var known = new LabelledFeatures(train, 16, labels(fixture.get("train_labels")), 12);
      int[] expected = labels(fixture.get("test_labels"));

      List<float[]> probabilities =
          new KnnClassifier(known, KnnClassifier.TEMPERATURE)
              .probabilities(Tensors.toFloats(fixture.get("test_features")), COUNTS);

      for (int i = 0; i < COUNTS.size(); i++) {
        String k = COUNTS.get(i).toString();
        assertThat(probabilities.get(i))
            .as("k = " + k)
            .containsExactly(Tensors.toFloats(fixture.get("probabilities/" + k)), offset(1e-6f));
        assertThat(KnnClassifier.top1(probabilities.get(i), expected))
            .isCloseTo(accuracies.at("/" + k + "/MEAN_ACCURACY/top-1").doubleValue(), offset(1e-6));
      }
    }
  }

  private static float[] normal(int values, long seed) {
    Random random = new Random(seed);
    float[] normal = new float[values];
    for (int i = 0; i < values; i++) {
      normal[i] = (float) random.nextGaussian();
    }
    return normal;
  }

  private static LabelledFeatures random(int size, int dim) {
    int[] labels = new Random(3).ints(size, 0, 7).toArray();
    return new LabelledFeatures(normal(size * dim, 1), dim, labels, 7);
  }

  private static double cosine(float[] a, int i, float[] b, int j, int dim) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int d = 0; d < dim; d++) {
      product += a[i * dim + d] * b[j * dim + d];
      first += a[i * dim + d] * a[i * dim + d];
      second += b[j * dim + d] * b[j * dim + d];
    }
    return product / Math.sqrt(first * second);
  }

  /** Sorts all known images for each query. */
  private static float[] naive(
      LabelledFeatures known, float[] queries, int most, int k, boolean out) {
    int dim = known.dim();
    float[] result = new float[queries.length / dim * known.classes()];
    for (int q = 0; q < queries.length / dim; q++) {
      int query = q;
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < known.size(); i++) {
        if (!out || i != q) {
          order.add(i);
        }
      }
      order.sort(Comparator.comparingDouble(i -> -cosine(queries, query, known.values(), i, dim)));
      double sum = 0;
      for (int i : order.subList(0, Math.min(most, order.size()))) {
        sum += Math.exp(cosine(queries, q, known.values(), i, dim) / 0.07);
      }
      for (int i : order.subList(0, Math.min(k, order.size()))) {
        result[q * known.classes() + known.labels()[i]] +=
            (float) (Math.exp(cosine(queries, q, known.values(), i, dim) / 0.07) / sum);
      }
    }
    return result;
  }

  /** More images than one block of queries or of known images holds. */
  @Test
  void blocksChangeNothing() {
    LabelledFeatures known = random(8300, 4);
    float[] queries = normal(300 * 4, 2);
    KnnClassifier classifier = new KnnClassifier(known, 0.07);
    List<float[]> found = classifier.probabilities(queries, List.of(3, 12));

    // Similarities are fp32 in one and double in the other, and are divided by the temperature.
    assertThat(found.get(0)).containsExactly(naive(known, queries, 12, 3, false), offset(1e-5f));
    assertThat(found.get(1)).containsExactly(naive(known, queries, 12, 12, false), offset(1e-5f));
  }

  @Test
  void leftOutImagesDoNotFindThemselves() {
    LabelledFeatures known = random(400, 6);

    assertThat(new KnnClassifier(known, 0.07).leaveOneOut(List.of(5)).getFirst())
        .containsExactly(naive(known, known.values(), 5, 5, true), offset(1e-5f));
  }

  @Test
  void fewerImagesThanNeighboursAllCount() {
    var known = new LabelledFeatures(new float[] {1, 0, 0, 1}, 2, new int[] {0, 1}, 2);

    float[] found =
        new KnnClassifier(known, 0.07).probabilities(new float[] {1, 1}, List.of(20)).getFirst();

    assertThat(found).containsExactly(0.5f, 0.5f);
  }

  @Test
  void unknownClassesAreNeverRight() {
    float[] probabilities = {1, 0, 0, 1, 0.5f, 0.5f, 1, 0};

    assertThat(KnnClassifier.top1(probabilities, new int[] {0, 0, 0, -1})).isEqualTo(0.5);
  }
}
