package io.github.dino4j.evaluate.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinearHeadTest {
  private static final int DIM = 48;
  private static final int CLASSES = 7;
  private final Golden golden = Golden.eval("linear_probe");

  private static String key(int blocks, boolean mean) {
    return "blocks%d_avgpool_%b/".formatted(blocks, mean);
  }

  /** The two images of the fixture as the feature cache would give them: one patch, their mean. */
  private ProbeFeatures features() {
    float[] whole = golden.floats(key(4, true) + "input");
    List<List<Features>> images = new ArrayList<>();
    for (int from = 0; from < whole.length; from += 5 * DIM) {
      float[] mean = Arrays.copyOfRange(whole, from + 4 * DIM, from + 5 * DIM);
      List<Features> layers = new ArrayList<>();
      for (int layer = 0; layer < 4; layer++) {
        float[] cls = Arrays.copyOfRange(whole, from + layer * DIM, from + (layer + 1) * DIM);
        layers.add(new Features(cls, new PatchFeatures(1, 1, DIM, mean)));
      }
      images.add(layers);
    }
    return ProbeFeatures.of(FrozenFeatures.of(images), new int[] {0, 1}, CLASSES);
  }

  /** Tolerance of the fixture: sums of 240 products in another order. */
  @Test
  void inputsAndLogitsAreThoseOfTheReference() {
    ProbeFeatures features = features();
    for (int blocks : new int[] {1, 4}) {
      for (boolean mean : new boolean[] {false, true}) {
        String key = key(blocks, mean);
        ProbeInput input = new ProbeInput(blocks, mean);
        float[] values = features.inputs(input, 0, 2);
        LinearHead head =
            new LinearHead(
                golden.floats(key + "weight/linear.weight"),
                golden.floats(key + "weight/linear.bias"),
                LinearHead.numbered(CLASSES),
                input);

        assertThat(values).containsExactly(golden.floats(key + "input"), offset(2e-5f));
        assertThat(head.logits(values))
            .containsExactly(golden.floats(key + "logits"), offset(2e-5f));
      }
    }
  }

  private Path released(Path folder, int layers) {
    Path file = folder.resolve("head.safetensors");
    float[] weight = golden.floats("hub_layers" + layers + "/weight");
    Safetensors.write(
        file,
        List.of(
            TensorEntry.of("weight", weight, CLASSES, weight.length / CLASSES),
            TensorEntry.of("bias", golden.floats("hub_layers" + layers + "/bias"), CLASSES)),
        Map.of());
    return file;
  }

  @Test
  void releasedHeadsSayWhatTheyTake(@TempDir Path folder) {
    for (int layers : new int[] {1, 4}) {
      LinearHead head = LinearHead.load(released(folder, layers), DIM, List.of());

      assertThat(head.input()).isEqualTo(new ProbeInput(layers, true));
      assertThat(head.logits(features().inputs(head.input(), 0, 2)))
          .containsExactly(golden.floats("hub_layers" + layers + "/logits"), offset(2e-5f));
    }
  }

  @Test
  void aHeadOfAnotherBackboneIsRefused(@TempDir Path folder) {
    Path file = released(folder, 4);

    assertThatThrownBy(() -> LinearHead.load(file, 64, List.of()))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            file
                + ": weight is [7, 240]; a head on features of 64 takes (1 + L) x 64 of them,"
                + " such as [1000, 320] for 4 blocks");
    assertThatThrownBy(() -> LinearHead.load(file, DIM, List.of("cat")))
        .hasMessage(file + ": weight is [7, 240], bias [7], and there are 1 names of classes");
    LinearHead head = LinearHead.load(file, DIM, List.of());
    ProbeFeatures others =
        new ProbeFeatures(new float[][] {new float[5 * 32]}, 32, 4, new int[] {0}, CLASSES);
    assertThatThrownBy(() -> head.predict(others))
        .hasMessage(
            "the head takes 240 values of an image (4 blocks and the mean patch) for 7 classes;"
                + " these features have 160 for 7");
  }

  @Test
  void theLikeliestClassesHaveTheSoftmaxOfTheirLogits() {
    LinearHead head =
        new LinearHead(
            new float[] {1, 2, 3}, new float[3], List.of("a", "b", "c"), new ProbeInput(1, false));
    var images = new ProbeFeatures(new float[][] {{1, 0}, {0, 0}}, 1, 1, new int[] {-1, 1}, 3);

    List<Likeliest> likeliest = head.likeliest(images, 2);

    double sum = Math.E + Math.pow(Math.E, 2) + Math.pow(Math.E, 3);
    assertThat(likeliest).hasSize(2);
    assertThat(likeliest.get(0).classes()).containsExactly(2, 1);
    assertThat(likeliest.get(0).probabilities())
        .containsExactly(
            new double[] {Math.pow(Math.E, 3) / sum, Math.pow(Math.E, 2) / sum}, offset(1e-12));
    assertThat(likeliest.get(1).classes()).containsExactly(0, 1);
    assertThatThrownBy(
            () -> head.likeliest(new ProbeFeatures(new float[1][4], 2, 1, new int[1], 3), 2))
        .isInstanceOf(DinoException.class);
  }

  @Test
  void aRestrictedHeadChoosesAmongItsClassesOnly() {
    LinearHead head =
        new LinearHead(
            new float[] {3, 2, 1}, new float[3], List.of("a", "b", "c"), new ProbeInput(1, false));

    LinearHead restricted = head.restrictedTo(List.of("c", "b"));
    var images = new ProbeFeatures(new float[][] {{2, 0}, {-1, 0}}, 1, 1, new int[] {1, 0}, 2);

    assertThat(restricted.logits(new float[] {2})).containsExactly(2, 4);
    assertThat(restricted.predict(images).top1()).isEqualTo(1);
    assertThatThrownBy(() -> head.restrictedTo(List.of("d")))
        .hasMessage("the head knows no class d");
  }
}
