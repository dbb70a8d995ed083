package io.github.dino4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.PyTorchCheckpoint;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFileTest {
  /** golden/README.md: ten times the fp32 noise of this very model. */
  private static final double TOLERANCE = 2e-5;

  @ParameterizedTest
  @CsvSource({
    "plain.pth, plain, plain, META",
    "reg4.pth, reg4, reg4, META",
    "swiglu.pth, swiglu, swiglu, META",
    "training_teacher_chunked.pth, plain, plain, META",
    "plain_legacy_format.pth, plain, plain, META",
    "plain_module_prefix.pth, plain, plain, META",
    "plain_views_of_one_storage.pth, plain, plain, META",
    "plain_parameters.pth, plain, plain, META",
    "plain_fp16.pth, plain, plain_fp16, META",
    "plain_bf16.pth, plain, plain_bf16, META",
    "hugging_face_plain, plain, plain, HUGGING_FACE",
    "hugging_face_reg4, reg4, reg4, HUGGING_FACE",
    "hugging_face_swiglu/model.safetensors, swiglu, swiglu, HUGGING_FACE",
    "timm_plain, plain, plain, TIMM",
    "timm_reg4/model.safetensors, reg4, reg4, TIMM",
    "timm_swiglu, swiglu, swiglu, TIMM",
    "timm_long, timm_long, timm_long, TIMM",
    "timm_register_positions, timm_register_positions, timm_register_positions, TIMM"
  })
  void everyLayoutGivesTheFeaturesOfTheReference(
      String name, String model, String expected, WeightLayout layout) {
    try (ModelFile file = Checkpoints.open(name, model);
        VisionTransformer transformer = file.transformer();
        WeightFile outputs = WeightFile.open(Checkpoints.path(expected + "_expected.safetensors"));
        WeightFile inputs =
            WeightFile.open(Path.of("src/test/resources/golden/vit/inputs.safetensors"));
        Scope scope = Scope.open()) {
      assertThat(file.layout()).isEqualTo(layout);
      assertThat(file.config()).isEqualTo(Checkpoints.config(model));
      for (String size : List.of("98x98", "98x140")) {
        Tokens tokens = transformer.forward(FileTensors.of(inputs.get("image/" + size)));
        assertClose(tokens.cls(), outputs.get(size + "/x_norm_clstoken"));
        assertClose(tokens.patches(), outputs.get(size + "/x_norm_patchtokens"));
      }
    }
  }

  private static void assertClose(Tensor actual, TensorEntry expected) {
    float[] a = Tensors.toFloats(actual);
    float[] b = expected.floats().toArray(ValueLayout.JAVA_FLOAT);
    assertThat(a).hasSameSizeAs(b);
    for (int i = 0; i < a.length; i++) {
      assertThat((double) a[i]).isBetween(b[i] - TOLERANCE, b[i] + TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"small", "base", "large", "giant", "small_reg4", "giant_reg4"})
  void theExpectedShapesAreThoseOfTheModel(String name) {
    VisionTransformerConfig config =
        switch (name) {
          case "base" -> VisionTransformerConfig.base();
          case "large", "giant" -> shallow(name);
          case "giant_reg4" -> shallow("giant").withRegisters(4);
          case "small_reg4" -> VisionTransformerConfig.small().withRegisters(4);
          default -> VisionTransformerConfig.small();
        };
    Map<String, long[]> shapes = ParameterShapes.of(config);
    try (VisionTransformer transformer = new VisionTransformer(config)) {
      assertThat(shapes.keySet())
          .containsExactlyInAnyOrderElementsOf(transformer.parameters().named().keySet());
      transformer
          .parameters()
          .named()
          .forEach((key, tensor) -> assertThat(shapes.get(key)).isEqualTo(Tensors.shape(tensor)));
    }
  }

  /** Two blocks tell as much as forty and fit every machine. */
  private static VisionTransformerConfig shallow(String name) {
    VisionTransformerConfig whole =
        name.equals("giant") ? VisionTransformerConfig.giant() : VisionTransformerConfig.large();
    return new VisionTransformerConfig(
        whole.imageSize(),
        whole.patchSize(),
        whole.channels(),
        whole.dim(),
        2,
        whole.heads(),
        whole.feedForward(),
        0,
        whole.biases(),
        1,
        whole.positions());
  }

  @ParameterizedTest
  @CsvSource({"small", "giant"})
  void theHeadsOfReleasedModelsNeedNoConfig(String name, @TempDir Path folder) {
    VisionTransformerConfig config =
        name.equals("small") ? VisionTransformerConfig.small() : shallow("giant");
    Path file = folder.resolve("weights.safetensors");
    List<TensorEntry> zeros =
        ParameterShapes.of(config).entrySet().stream()
            .map(e ->
                TensorEntry.of(e.getKey(), new float[(int) product(e.getValue())], e.getValue()))
            .toList();
    Safetensors.write(file, zeros, Map.of());
    try (ModelFile model = ModelFile.open(file)) {
      assertThat(model.config()).isEqualTo(config);
    }
  }

  private static long product(long[] shape) {
    long product = 1;
    for (long side : shape) {
      product *= side;
    }
    return product;
  }

  @Test
  void aTrainingCheckpointTellsWhatItLeavesOut() {
    try (ModelFile file = Checkpoints.open("training_teacher_chunked.pth", "plain")) {
      assertThat(file.summary().prefix()).isEqualTo("teacher.backbone.");
      assertThat(file.summary().others())
          .isNotEmpty()
          .allMatch(name -> name.matches("teacher\\.(dino|ibot)_head\\..*"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runs_a_command.pth | refused: the file asks to call posix.system",
        "truncated.pth | truncated",
        "empty.pth | is empty",
        "not_a_checkpoint.pth | neither safetensors nor a PyTorch checkpoint",
        "wrong_shape.pth | norm.weight is [25], not [24]",
        "missing_and_unexpected.pth | missing blocks.3.mlp.fc2.weight; unexpected"
            + " blocks.3.mlp.fc3.weight",
        "too_few_blocks.pth | missing blocks.3.norm1.weight; missing blocks.3.norm1.bias;",
        "not_a_number.pth | NaN or infinite values, in norm.bias",
        "list_of_tensors.pth | holds a list, not tensors by name",
        "truncated.safetensors | truncated or damaged",
        "huge_header.safetensors | neither safetensors nor a PyTorch checkpoint",
        "offsets_past_the_end.safetensors | tensor a reaches to byte 1600000 of 16",
      })
  void everyBadFileIsRefusedInOneLine(String name, String reason) {
    assertThatThrownBy(
            () -> ModelFile.open(Checkpoints.path("refused/" + name), Checkpoints.hints("plain")))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(name + ": ")
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void unknownHeadsAreAskedFor(@TempDir Path folder) throws Exception {
    Path file = Files.copy(Checkpoints.path("plain.pth"), folder.resolve("plain.pth"));
    assertThatThrownBy(() -> ModelFile.open(file))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("--heads")
        .hasMessageContaining("num_attention_heads");
    ModelHints three =
        new ModelHints(Optional.empty(), OptionalInt.of(3), Optional.empty(), List.of(), List.of());
    try (ModelFile model = ModelFile.open(file, three)) {
      assertThat(model.config()).isEqualTo(Checkpoints.config("plain"));
    }
    Files.writeString(
        folder.resolve("config.json"), "{\"model_type\":\"dinov2\",\"num_attention_heads\":3}");
    try (ModelFile model = ModelFile.open(file)) {
      assertThat(model.config()).isEqualTo(Checkpoints.config("plain"));
    }
  }

  @Test
  void aConfigOfAnotherModelIsRefusedAndOneOfAnotherProjectPassedOver(@TempDir Path folder)
      throws Exception {
    Files.copy(
        Checkpoints.path("hugging_face_plain/model.safetensors"),
        folder.resolve("model.safetensors"));
    Path config = folder.resolve("config.json");
    Files.writeString(
        config, "{\"model_type\":\"dinov2\",\"num_attention_heads\":3,\"hidden_size\":384}");
    assertThatThrownBy(() -> ModelFile.open(folder))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("hidden_size 384, the tensors 24");
    Files.writeString(config, "{\"model_type\":\"bert\",\"hidden_size\":384}");
    assertThatThrownBy(() -> ModelFile.open(folder))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("num_attention_heads");
  }

  @Test
  void shardsOfPyTorchAreOneModelToo(@TempDir Path folder) throws Exception {
    Files.copy(Checkpoints.path("hugging_face_reg4/config.json"), folder.resolve("config.json"));
    try (WeightFile whole =
        WeightFile.open(Checkpoints.path("hugging_face_reg4/model.safetensors"))) {
      List<TensorEntry> all = List.copyOf(whole.entries().values());
      PyTorchCheckpoint.write(folder.resolve("a.bin"), all.subList(0, 30), Map.of());
      PyTorchCheckpoint.write(folder.resolve("b.bin"), all.subList(30, all.size()), Map.of());
    }
    Path index = folder.resolve("pytorch_model.bin.index.json");
    Files.writeString(index, "{\"weight_map\":{\"x\":\"a.bin\",\"y\":\"b.bin\"}}");
    for (Path named : List.of(folder, index)) {
      try (ModelFile model = ModelFile.open(named)) {
        assertThat(model.config()).isEqualTo(Checkpoints.config("reg4"));
      }
    }
  }

  @Test
  void shardsOfAFolderAreOneModel(@TempDir Path folder) throws Exception {
    Files.copy(Checkpoints.path("hugging_face_reg4/config.json"), folder.resolve("config.json"));
    try (WeightFile whole =
        WeightFile.open(Checkpoints.path("hugging_face_reg4/model.safetensors"))) {
      List<TensorEntry> all = List.copyOf(whole.entries().values());
      Safetensors.write(folder.resolve("a.safetensors"), all.subList(0, 30), Map.of());
      Safetensors.write(folder.resolve("b.safetensors"), all.subList(30, all.size()), Map.of());
    }
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\":{\"x\":\"a.safetensors\",\"y\":\"b.safetensors\"}}");
    try (ModelFile model = ModelFile.open(folder)) {
      assertThat(model.config()).isEqualTo(Checkpoints.config("reg4"));
    }
    Files.writeString(index, "{\"weight_map\":{\"x\":\"../../secret.safetensors\"}}");
    assertThatThrownBy(() -> ModelFile.open(folder))
        .hasMessageContaining("does not name the shards");
  }

  @Test
  void aFolderWithoutOneModelSaysSo(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> ModelFile.open(folder)).hasMessageContaining("holds no weights");
    Files.createFile(folder.resolve("a.pth"));
    Files.createFile(folder.resolve("b.pth"));
    assertThatThrownBy(() -> ModelFile.open(folder)).hasMessageContaining("2 weight files");
  }
}
