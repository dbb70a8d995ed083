package io.github.dino4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelConversionTest {
  @TempDir Path folder;

  static Stream<Arguments> journeys() {
    return Stream.of("plain.pth", "reg4.pth", "swiglu.pth", "plain_fp16.pth", "plain_bf16.pth")
        .flatMap(
            name -> Stream.of(WeightLayout.values()).map(layout -> Arguments.of(name, layout)));
  }

  /** There, and from there through every other layout, and back: every bit is where it was. */
  @ParameterizedTest
  @MethodSource("journeys")
  void everyJourneyLosesNothing(String name, WeightLayout first) {
    try (ModelFile original = Checkpoints.open(name, name.replaceAll("_.*|\\.pth", ""))) {
      Path there = target("1", first);
      ModelConversion.write(original, there, first);
      assertSame(there, first, original);
      for (WeightLayout second : WeightLayout.values()) {
        Path onward = target("2" + second, second);
        try (ModelFile converted = ModelFile.open(there)) {
          ModelConversion.write(converted, onward, second);
        }
        assertSame(onward, second, original);
      }
    }
  }

  private Path target(String name, WeightLayout layout) {
    return folder.resolve(
        switch (layout) {
          case META -> name + ".pth";
          case DINO4J -> name + ".safetensors";
          case HUGGING_FACE, TIMM -> name;
        });
  }

  private static void assertSame(Path path, WeightLayout layout, ModelFile original) {
    try (ModelFile read = ModelFile.open(path)) {
      assertThat(read.layout()).isEqualTo(layout);
      assertThat(read.config()).isEqualTo(original.config());
      assertThat(read.parameters().keySet()).isEqualTo(original.parameters().keySet());
      read.parameters().forEach((name, entry) -> assertBits(entry, original.parameter(name)));
    }
  }

  private static void assertBits(TensorEntry actual, TensorEntry expected) {
    assertThat(actual.type()).isEqualTo(expected.type());
    assertThat(actual.bytes().mismatch(expected.bytes())).as(actual.name()).isEqualTo(-1);
  }

  /** What we write holds the names, shapes and bits of what the libraries themselves wrote. */
  @ParameterizedTest
  @CsvSource({
    "plain.pth, HUGGING_FACE, hugging_face_plain",
    "reg4.pth, HUGGING_FACE, hugging_face_reg4",
    "swiglu.pth, HUGGING_FACE, hugging_face_swiglu",
    "plain.pth, TIMM, timm_plain",
    "reg4.pth, TIMM, timm_reg4",
    "swiglu.pth, TIMM, timm_swiglu"
  })
  void writesTheTensorsOfTheOtherLibraries(String name, WeightLayout layout, String theirs) {
    try (ModelFile original = Checkpoints.open(name, name.replace(".pth", ""))) {
      ModelConversion.write(original, folder.resolve("out"), layout);
    }
    try (WeightFile ours = WeightFile.open(folder.resolve("out/model.safetensors"));
        WeightFile expected = WeightFile.open(Checkpoints.path(theirs + "/model.safetensors"))) {
      assertThat(ours.entries().keySet()).isEqualTo(expected.entries().keySet());
      expected
          .entries()
          .forEach((tensor, entry) -> {
            assertThat(ours.get(tensor).shape()).as(tensor).isEqualTo(entry.shape());
            assertBits(ours.get(tensor), entry);
          });
    }
  }

  /** A timm file of somebody else comes back as it was, though Meta's layout cuts it otherwise. */
  @ParameterizedTest
  @CsvSource({"timm_plain", "timm_reg4", "timm_swiglu"})
  void foreignTimmFilesSurviveTheWayThroughMeta(String name) {
    Path meta = folder.resolve("meta.pth");
    Path back = folder.resolve("back.safetensors");
    try (ModelFile original = ModelFile.open(Checkpoints.path(name))) {
      ModelConversion.write(original, meta, WeightLayout.META);
    }
    try (ModelFile converted = ModelFile.open(meta)) {
      ModelConversion.write(converted, back, WeightLayout.TIMM);
    }
    try (WeightFile ours = WeightFile.open(back);
        WeightFile theirs = WeightFile.open(Checkpoints.path(name + "/model.safetensors"))) {
      assertThat(ours.entries().keySet()).isEqualTo(theirs.entries().keySet());
      theirs.entries().forEach((tensor, entry) -> assertBits(ours.get(tensor), entry));
    }
  }

  @Test
  void aNameThatDoesNotSuitTheLayoutIsRefused() {
    try (ModelFile model = Checkpoints.open("plain.pth", "plain")) {
      Path target = folder.resolve("x.onnx");
      assertThatThrownBy(() -> ModelConversion.write(model, target, WeightLayout.META))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("the Meta layout is a file whose name ends with .pth");
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void whatALibraryCannotBuildIsRefused() {
    VisionTransformerConfig plain = Checkpoints.config("plain");
    VisionTransformerConfig odd =
        new VisionTransformerConfig(
            plain.imageSize(),
            14,
            3,
            24,
            4,
            3,
            new FeedForward.Mlp(100),
            0,
            new Biases(true, true, false),
            1,
            plain.positions());
    assertThatThrownBy(() -> HuggingFaceConfig.of(odd)).isInstanceOf(DinoException.class);
    assertThatThrownBy(() -> TimmConfig.of(odd, InputChannels.usual(3)))
        .isInstanceOf(DinoException.class);
  }

  @Test
  void whatImagesAreBroughtToTravelsThroughEveryLayout() {
    VisionTransformerConfig small = VisionTransformerConfig.small();
    VisionTransformerConfig config =
        new VisionTransformerConfig(
            28,
            14,
            2,
            16,
            1,
            2,
            new FeedForward.Mlp(64),
            0,
            small.biases(),
            small.layerScale(),
            small.positions());
    InputChannels input = new InputChannels(List.of(0.25, 0.5), List.of(0.125, 2.0), 16);
    Path before = folder.resolve("own.safetensors");
    try (VisionTransformer model = Initialization.of(config, 1)) {
      ModelConversion.write(model, input, before);
    }
    for (WeightLayout layout : WeightLayout.values()) {
      Path after = target("3" + layout, layout);
      try (ModelFile read = ModelFile.open(before)) {
        assertThat(read.input()).isEqualTo(input);
        ModelConversion.write(read, after, layout);
      }
      before = after;
    }
    try (ModelFile read = ModelFile.open(before)) {
      assertThat(read.input()).isEqualTo(input);
      assertThat(read.config().channels()).isEqualTo(2);
    }
  }

  @Test
  void photosNeedNoNote() {
    try (ModelFile model = Checkpoints.open("plain.pth", "plain")) {
      assertThat(model.input()).isEqualTo(InputChannels.usual(3));
      Path path = folder.resolve("own.safetensors");
      ModelConversion.write(model, path, WeightLayout.DINO4J);
      try (WeightFile file = WeightFile.open(path)) {
        assertThat(file.metadata()).doesNotContainKey("dino4j.input");
      }
    }
  }

  @Test
  void ourOwnFilesSayWhatTheyAre() {
    Path path = folder.resolve("own.safetensors");
    try (ModelFile model = Checkpoints.open("swiglu.pth", "swiglu")) {
      ModelConversion.write(model, path, WeightLayout.DINO4J);
    }
    try (WeightFile file = WeightFile.open(path)) {
      Map<String, String> metadata = file.metadata();
      assertThat(metadata.get(WeightMetadata.CONFIG))
          .isEqualTo(
              "{\"image_size\":98,\"patch_size\":14,\"channels\":3,\"dim\":24,\"depth\":4,\"heads\":3,"
                  + "\"hidden\":64,\"feed_forward\":\"swiglu\",\"registers\":0,\"qkv_bias\":true,"
                  + "\"proj_bias\":true,\"ffn_bias\":true,\"layer_scale\":1.0,\"positions\":\"offset\"}");
    }
  }
}
