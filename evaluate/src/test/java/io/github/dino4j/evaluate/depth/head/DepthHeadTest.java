package io.github.dino4j.evaluate.depth.head;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.evaluate.depth.DepthUnit;
import io.github.dino4j.evaluate.features.ZeroPadding;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.image.Size;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.PyTorchCheckpoint;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DepthHeadTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/eval");
  private static final DepthHeadConfig CONFIG = DepthHeadConfig.of(8, DepthRange.NYU);

  /** Of the largest depth: float32 through a dozen convolutions, added in another order. */
  private static Offset<Float> close(float[] expected) {
    float largest = 0;
    for (float each : expected) {
      largest = Math.max(largest, each);
    }
    return within(2e-6f * largest);
  }

  private final Map<String, TensorEntry> fixture =
      WeightFile.open(GOLDEN.resolve("depth_heads.safetensors")).entries();

  private Map<String, TensorEntry> linear(String place) {
    Map<String, TensorEntry> state = new LinkedHashMap<>();
    state.put("conv_depth.weight", get(place + "conv_weight"));
    state.put("conv_depth.bias", get(place + "conv_bias"));
    return state;
  }

  private Map<String, TensorEntry> dpt() {
    Map<String, TensorEntry> state = new LinkedHashMap<>();
    fixture.forEach((name, entry) -> {
      if (name.startsWith("dpt/weight/")) {
        state.put(name.substring("dpt/weight/".length()), entry);
      }
    });
    return state;
  }

  private TensorEntry get(String name) {
    TensorEntry entry = fixture.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(name);
    }
    return entry;
  }

  private float[] floats(String name) {
    return get(name).floats().toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT);
  }

  /** Patches come as channels of a map there, one image after the other. */
  private List<List<Features>> features(String place, int from) {
    long[] shape = get(place + "input/" + from + "/patches").shape();
    List<List<Features>> images = new ArrayList<>();
    for (int image = 0; image < shape[0]; image++) {
      int index = image;
      images.add(
          IntStream.rangeClosed(from, 3)
              .mapToObj(layer -> features(place + "input/" + layer, shape, index))
              .toList());
    }
    return images;
  }

  private Features features(String place, long[] shape, int image) {
    float[] maps = floats(place + "/patches");
    float[] cls = floats(place + "/cls");
    int dim = (int) shape[1];
    int patches = (int) (shape[2] * shape[3]);
    float[] tokens = new float[dim * patches];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = maps[image * tokens.length + i % dim * patches + i / dim];
    }
    float[] own = java.util.Arrays.copyOfRange(cls, image * dim, (image + 1) * dim);
    return new Features(own, new PatchFeatures((int) shape[2], (int) shape[3], dim, tokens));
  }

  private static float[] forward(DepthHead head, List<List<Features>> images) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      return Tensors.toFloats(head.forward(HeadTokens.of(images)));
    }
  }

  private void check(DepthHead head, String grid, String kind) {
    List<List<Features>> images = features(grid + "/", 4 - head.layers());
    float[] raw = floats(grid + "/" + kind + "/depth");
    assertThat(forward(head, images)).containsExactly(raw, close(raw));
    TensorEntry resized = get(grid + "/" + kind + "/depth_at_image_size");
    Size size = new Size((int) resized.shape()[3], (int) resized.shape()[2]);
    float[] expected = floats(resized.name());
    for (int i = 0; i < images.size(); i++) {
      DepthMap map = head.predict(images.get(i), size);
      int pixels = map.values().length;
      assertThat(map.values())
          .containsExactly(
              java.util.Arrays.copyOfRange(expected, i * pixels, (i + 1) * pixels),
              close(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4x6", "5x7"})
  void headsAreTheReferences(String grid) {
    try (DepthHead one = DepthHeadFile.of(linear(grid + "/linear1/"), CONFIG);
        DepthHead four = DepthHeadFile.of(linear(grid + "/linear4/"), CONFIG);
        DepthHead dpt = DepthHeadFile.of(dpt(), CONFIG)) {
      // the reference's linear head has 80 m written in, also where 10 are asked for
      DepthHeadConfig far = DepthHeadConfig.of(8, DepthRange.KITTI);
      assertThat(one.layers()).isEqualTo(1);
      assertThat(four.layers()).isEqualTo(4);
      try (DepthHead farOne = DepthHeadFile.of(one.state(), far);
          DepthHead farFour = DepthHeadFile.of(four.state(), far)) {
        check(farOne, grid, "linear1");
        check(farFour, grid, "linear4");
      }
      check(dpt, grid, "dpt");
    }
  }

  @ParameterizedTest
  @EnumSource(BinStrategy.class)
  void binsAreWeightedAsInTheReference(BinStrategy strategy) {
    DepthHeadConfig config = new DepthHeadConfig(8, DepthRange.NYU, strategy);
    try (LinearDepthHead head = new LinearDepthHead(config, 1, 32, 1)) {
      FileTensors.load(head.parameters(), linear("strategies/"));
      long[] shape = get("strategies/input/patches").shape();
      Features input = features("strategies/input", shape, 0);
      String name = "strategies/" + strategy.name().toLowerCase(java.util.Locale.ROOT) + "/depth";
      assertThat(forward(head, List.of(List.of(input))))
          .containsExactly(floats(name), close(floats(name)));
    }
  }

  @Test
  void theMaximumIsTheHeadsOwn() {
    Map<String, TensorEntry> state = linear("4x6/linear1/");
    List<List<Features>> images = features("4x6/", 3);
    DepthRange wide = new DepthRange(1e-3, 20, DepthUnit.METRES);
    try (DepthHead ten = DepthHeadFile.of(state, CONFIG);
        DepthHead twenty = DepthHeadFile.of(state, DepthHeadConfig.of(8, wide))) {
      float[] near = forward(ten, images);
      float[] far = forward(twenty, images);
      for (int i = 0; i < near.length; i++) {
        double share = (near[i] - 1e-3) / (10 - 1e-3);
        assertThat((far[i] - 1e-3) / (20 - 1e-3)).isCloseTo(share, within(1e-6)); // float32
      }
    }
    assertThat(DepthHeadFile.range("dinov2_vits14_kitti_dpt_head.pth").max()).isEqualTo(80);
    assertThat(DepthHeadFile.range("dinov2_vits14_nyu_linear_head.pth").max()).isEqualTo(10);
  }

  @Test
  void readsACheckpointWithMetaAndOptimiser(@TempDir Path folder) {
    List<TensorEntry> tensors = new ArrayList<>();
    dpt().forEach((name, entry) -> tensors.add(entry.named("state_dict.decode_head." + name)));
    tensors.add(TensorEntry.of("state_dict.backbone.cls_token", new float[] {1}, 1));
    tensors.add(TensorEntry.of("optimizer.state.0.exp_avg", new float[] {1}, 1));
    tensors.add(TensorEntry.of("meta.seed", new float[] {1}, 1));
    Path file = folder.resolve("head.pth");
    PyTorchCheckpoint.write(file, tensors, Map.of());
    try (DepthHead head = DepthHeadFile.read(file, CONFIG)) {
      check(head, "4x6", "dpt");
      assertThat(head.state().keySet()).containsExactlyInAnyOrderElementsOf(dpt().keySet());
    }
  }

  @Test
  void refusesWhatDoesNotFitInOneLine() {
    Map<String, TensorEntry> state = dpt();
    state.put("convs.1.conv.weight", TensorEntry.of("", new float[12 * 6], 12, 6, 1, 1));
    assertThatThrownBy(() -> DepthHeadFile.of(state, CONFIG))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "the weights do not fit the model: convs.1.conv.weight is [12, 6, 1, 1], not [12, 6, 3, 3]");
    assertThatThrownBy(
            () -> DepthHeadFile.of(linear("4x6/linear1/"), DepthHeadConfig.of(10, DepthRange.NYU)))
        .hasMessage(
            "conv_depth.weight takes 16 features, but patch and CLS of 1 or 4 layers of this backbone have 20 or 80; take the head's own backbone");
    assertThatThrownBy(() -> DepthHeadFile.of(Map.of(), CONFIG))
        .hasMessage("no depth head: it has no conv_depth.weight of four dimensions");
  }

  @Test
  void layersAreTheReferences() {
    assertThat(DepthLayers.of(4, 12).blocks()).containsExactly(2, 5, 8, 11);
    assertThat(DepthLayers.of(4, 24).blocks()).containsExactly(4, 11, 17, 23);
    assertThat(DepthLayers.of(4, 40).blocks()).containsExactly(9, 19, 29, 39);
    assertThat(DepthLayers.of(4, 6).blocks()).containsExactly(0, 2, 3, 5);
    assertThat(DepthLayers.of(4, 4).blocks()).containsExactly(0, 1, 2, 3);
    assertThat(DepthLayers.of(1, 12).blocks()).containsExactly(11);
    assertThat(DepthLayers.of(1, 12).normalized()).isFalse();
    assertThatThrownBy(() -> DepthLayers.of(4, 3)).isInstanceOf(DinoException.class);
  }

  @Test
  void paddingIsTheReferences() throws IOException {
    var cases = Json.object(Files.readAllBytes(GOLDEN.resolve("center_padding.json"))).get("cases");
    List<ZeroPadding> expected = new ArrayList<>();
    List<ZeroPadding> ours = new ArrayList<>();
    for (Object each : (List<?>) requireNonNull(cases)) {
      int[] row =
          Stream.of("width", "height", "left", "right", "top", "bottom")
              .mapToInt(key -> ((Number) requireNonNull(((Map<?, ?>) each).get(key))).intValue())
              .toArray();
      expected.add(new ZeroPadding(row[2], row[3], row[4], row[5]));
      ours.add(ZeroPadding.centered(new Size(row[0], row[1]), 14));
    }
    assertThat(ours).hasSize(5).isEqualTo(expected);
  }

  @Test
  void paddingSurroundsEachChannelWithZeros() {
    Size image = new Size(2, 1);
    ZeroPadding padding = ZeroPadding.centered(image, 3);
    assertThat(padding.apply(new float[] {1, 2, 3, 4}, image))
        .containsExactly(0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0);
  }
}
