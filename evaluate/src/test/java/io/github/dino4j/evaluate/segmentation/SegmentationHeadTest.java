package io.github.dino4j.evaluate.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.image.Size;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentationHeadTest {
  private static final float CLOSE = 1e-5f; // float32, sums of 40 terms, in another order
  private final Golden.Fixture golden = Golden.tensors("eval/segmentation_head");

  /** The golden head after its batch in training mode: weights, and running statistics moved. */
  private Map<String, TensorEntry> tensors(String head) {
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    golden
        .below(head + "/weight/")
        .forEach((name, entry) -> tensors.put("decode_head." + name, entry));
    tensors.put("decode_head.bn.running_mean", golden.file().get(head + "/running_mean_after"));
    tensors.put("decode_head.bn.running_var", golden.file().get(head + "/running_var_after"));
    return tensors;
  }

  private PatchFeatures input(int image, int layers, int factor) {
    List<Features> features = new ArrayList<>();
    for (int layer = 4 - layers; layer < 4; layer++) {
      PatchFeatures map = golden.map("input/" + layer, image);
      features.add(
          new Features(
              new float[0],
              factor == 1
                  ? map
                  : PatchMaps.resized(map, factor * map.rows(), factor * map.columns())));
    }
    return PatchFeatures.concatenate(features);
  }

  @ParameterizedTest
  @CsvSource({"one_layer, 1, 1", "four_layers, 4, 1", "four_layers_resized, 4, 2"})
  void equalsTheReference(String name, int layers, int factor) {
    SegmentationHead head = SegmentationHead.of(tensors(name), name);
    float[] expected = golden.floats(name + "/eval_logits");
    float[] expectedPixels = golden.floats(name + "/eval_logits_at_28x35");
    for (int image = 0; image < 2; image++) {
      PatchLogits logits = head.logits(input(image, layers, factor));
      int patches = logits.rows() * logits.columns();
      for (int c = 0; c < 6; c++) {
        for (int i = 0; i < patches; i++) {
          assertThat(logits.values()[i * 6 + c])
              .isCloseTo(expected[(image * 6 + c) * patches + i], within(CLOSE));
        }
      }
      float[][] row = new float[6][35];
      var reader = WindowedLogits.whole(logits, new Size(35, 28)).new Reader(35);
      for (int y = 0; y < 28; y++) {
        reader.read(y, row);
        for (int c = 0; c < 6; c++) {
          for (int x = 0; x < 35; x++) {
            assertThat(row[c][x])
                .isCloseTo(expectedPixels[((image * 6 + c) * 28 + y) * 35 + x], within(CLOSE));
          }
        }
      }
    }
  }

  @Test
  void readsReleasedFilesAndPassesOverTheirOptimiser(@TempDir Path folder) {
    List<TensorEntry> stored = new ArrayList<>();
    tensors("one_layer").forEach((name, entry) -> stored.add(entry.named("state_dict." + name)));
    stored.add(TensorEntry.of("optimizer.state.0.exp_avg", new float[60], 6, 10, 1, 1));
    Path file = folder.resolve("head.safetensors");
    Safetensors.write(file, stored, Map.of());
    SegmentationHead head = SegmentationHead.load(file);
    assertThat(head.classes()).isEqualTo(6);
    assertThat(head.dim()).isEqualTo(10);
    assertThat(head.weight()).isEqualTo(golden.floats("one_layer/weight/conv_seg.weight"));
  }

  @Test
  void comesBackFromItsTensors() {
    SegmentationHead head = SegmentationHead.of(tensors("four_layers"), "golden");
    SegmentationHead back = SegmentationHead.of(head.tensors(), "copy");
    PatchFeatures input = input(0, 4, 1);
    assertThat(back.logits(input).values()).isEqualTo(head.logits(input).values());
    assertThat(head.tensors().firstEntry().getKey()).isEqualTo("decode_head.conv_seg.weight");
    assertThat(head.tensors().firstEntry().getValue().shape()).containsExactly(6, 40, 1, 1);
    assertThat(head.tensors()).containsKey("decode_head.bn.num_batches_tracked");
  }

  @Test
  void refusesWhatIsNoHeadInOneLine() {
    Map<String, TensorEntry> tensors = tensors("one_layer");
    tensors.put("decode_head.bn.bias", TensorEntry.of("decode_head.bn.bias", new float[9], 9));
    assertThatThrownBy(() -> SegmentationHead.of(tensors, "head.pth"))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "head.pth: decode_head.bn.bias is [9], wanted are finite numbers of shape [10]");
    tensors.remove("decode_head.bn.bias");
    assertThatThrownBy(() -> SegmentationHead.of(tensors, "head.pth"))
        .hasMessage("head.pth: no decode_head.bn.bias; it is no linear segmentation head");
    String weight = "decode_head.conv_seg.weight";
    tensors.put(weight, TensorEntry.of(weight, new float[540], 6, 10, 3, 3));
    assertThatThrownBy(() -> SegmentationHead.of(tensors, "head.pth"))
        .hasMessageContaining("is [6, 10, 3, 3], not the [classes, features, 1, 1]");
  }

  @Test
  void refusesFeaturesOfAnotherModel() {
    SegmentationHead head = SegmentationHead.initial(3, 8, 0);
    PatchFeatures patches = new PatchFeatures(1, 1, 6, new float[6]);
    assertThatThrownBy(() -> head.logits(patches))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("the head takes 8 features a patch and the model gives 6");
  }
}
