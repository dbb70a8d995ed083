package io.github.dino4j.evaluate.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.evaluate.segmentation.InContextSegmentation.Options;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.MaskSet;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.image.Size;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Neighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InContextSegmentationTest {
  private static final int DIM = 6;
  private static final int CLASSES = 4;
  private final SplittableRandom random = new SplittableRandom(9);

  private PatchFeatures patches(int rows, int columns) {
    float[] values = new float[rows * columns * DIM];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new PatchFeatures(rows, columns, DIM, values);
  }

  private LabelMap mask(int width, int height) {
    short[] labels = new short[width * height];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (short) (random.nextInt(CLASSES + 1) - 1);
    }
    return new LabelMap(width, height, labels);
  }

  private static FrozenFeatures frozen(List<PatchFeatures> maps) {
    return FrozenFeatures.of(
        maps.stream().map(map -> List.of(new Features(new float[0], map))).toList());
  }

  /** All patches are stored, so that the order of storing does not matter. */
  @Test
  void equalsTheNaiveSumOverNeighbours() {
    List<PatchFeatures> maps = List.of(patches(5, 7), patches(4, 6));
    List<LabelMap> masks = List.of(mask(30, 23), mask(31, 17));
    InContextSegmentation stored =
        InContextSegmentation.of(
            frozen(maps), MaskSet.of(masks), CLASSES, new Options(8, 0.1, 1000, 0));
    assertThat(stored.size()).isEqualTo(5 * 7 + 4 * 6);
    PatchFeatures queries = patches(3, 5);
    PatchLogits found = stored.logits(queries);
    List<float[]> keys = new ArrayList<>();
    List<double[]> labels = new ArrayList<>();
    for (int image = 0; image < 2; image++) {
      PatchFeatures map = maps.get(image);
      for (int patch = 0; patch < map.rows() * map.columns(); patch++) {
        keys.add(Arrays.copyOfRange(map.values(), patch * DIM, (patch + 1) * DIM));
        labels.add(shares(masks.get(image), map, patch));
      }
    }
    for (int query = 0; query < 15; query++) {
      float[] vector = Arrays.copyOfRange(queries.values(), query * DIM, (query + 1) * DIM);
      List<Integer> order =
          IntStream.range(0, keys.size())
              .boxed()
              .sorted(Comparator.comparingDouble(key -> -cosine(vector, keys.get(key))))
              .limit(8)
              .toList();
      double[] expected = new double[CLASSES];
      double sum = 0;
      for (int key : order) {
        double weight = Math.exp(cosine(vector, keys.get(key)) / 0.1);
        sum += weight;
        for (int c = 0; c < CLASSES; c++) {
          expected[c] += weight * labels.get(key)[c];
        }
      }
      for (int c = 0; c < CLASSES; c++) {
        // cosines in float32, divided by 0.1
        assertThat((double) found.values()[query * CLASSES + c])
            .isCloseTo(expected[c] / sum, within(1e-5));
      }
    }
  }

  private static double[] shares(LabelMap mask, PatchFeatures map, int patch) {
    double[] shares = new double[CLASSES];
    double labelled = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        // the patch that the pixel lies in, by the bounds floor(i * side / patches)
        boolean inside =
            cell(y, mask.height(), map.rows()) == patch / map.columns()
                && cell(x, mask.width(), map.columns()) == patch % map.columns();
        if (inside && mask.at(x, y) >= 0) {
          shares[mask.at(x, y)]++;
          labelled++;
        }
      }
    }
    for (int c = 0; c < CLASSES; c++) {
      shares[c] /= labelled;
    }
    return shares;
  }

  private static int cell(int pixel, int side, int cells) {
    int cell = 0;
    while ((cell + 1) * side / cells <= pixel) {
      cell++;
    }
    return cell;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double ofA = 0;
    double ofB = 0;
    for (int d = 0; d < DIM; d++) {
      dot += a[d] * b[d];
      ofA += a[d] * a[d];
      ofB += b[d] * b[d];
    }
    return dot / Math.sqrt(ofA * ofB);
  }

  @Test
  void findsWhatTheExactIndexFinds() {
    PatchFeatures keys = patches(70, 70); // more than one block
    PatchFeatures queries = patches(40, 30);
    var found = new NearestPatches(keys.values(), DIM).search(queries.values(), 5);
    List<Neighbours> expected = new ExactIndex(keys.values(), DIM).search(queries.values(), 5);
    for (int query = 0; query < expected.size(); query++) {
      for (int i = 0; i < 5; i++) {
        // of two that float32 tells apart no more either may come first
        assertThat(found.cosines()[query][i])
            .isCloseTo(expected.get(query).similarity()[i], within(1e-6f));
      }
    }
  }

  @Test
  void storesNoMoreThanAskedForFromAllImages() {
    List<PatchFeatures> maps = List.of(patches(5, 5), patches(5, 5), patches(5, 5));
    LabelMap first = new LabelMap(5, 5, new short[25]);
    LabelMap ignored = LabelMap.ignored(new Size(5, 5));
    Options options = new Options(3, 0.02, 20, 1);
    var stored =
        InContextSegmentation.of(
            frozen(maps), MaskSet.of(List.of(first, ignored, first)), 2, options);
    assertThat(stored.size()).isEqualTo(20); // what the ignored image leaves goes to the last
    var again =
        InContextSegmentation.of(
            frozen(maps), MaskSet.of(List.of(first, ignored, first)), 2, options);
    PatchFeatures query = patches(2, 2);
    assertThat(again.logits(query).values()).isEqualTo(stored.logits(query).values());
    assertThatThrownBy(() ->
            InContextSegmentation.of(
                frozen(List.of(maps.get(0))), MaskSet.of(List.of(ignored)), 2, options))
        .isInstanceOf(DinoException.class)
        .hasMessage("no pixel of the 1 training masks is labelled");
  }
}
