package io.github.dino4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceNamesTest {
  private static final Path SWIGLU = Checkpoints.path("hugging_face_swiglu");

  @TempDir Path folder;

  @BeforeEach
  void copyConfig() throws Exception {
    Files.copy(SWIGLU.resolve("config.json"), folder.resolve("config.json"));
  }

  /**
   * A state dict that a user saved from a model of transformers 5, behind a classifier's prefix.
   */
  @Test
  void theNamesInTheMemoryOfTransformersAreReadToo() {
    try (WeightFile hub = WeightFile.open(SWIGLU.resolve("model.safetensors"))) {
      List<TensorEntry> inMemory = new ArrayList<>();
      hub.entries().values().forEach(entry -> inMemory.addAll(inMemory(entry)));
      inMemory.add(TensorEntry.of("classifier.weight", new float[4], 4));
      write(inMemory);
    }
    try (ModelFile read = ModelFile.open(folder);
        ModelFile original = ModelFile.open(SWIGLU)) {
      assertThat(read.summary().prefix()).isEqualTo("dinov2.");
      assertThat(read.summary().others()).containsExactly("classifier.weight");
      assertThat(read.config()).isEqualTo(original.config());
      original
          .parameters()
          .forEach((name, entry) ->
              assertThat(read.parameter(name).bytes().mismatch(entry.bytes()))
                  .as(name)
                  .isEqualTo(-1));
    }
  }

  private static List<TensorEntry> inMemory(TensorEntry entry) {
    String name =
        "dinov2."
            + entry
                .name()
                .replace("attention.attention.query", "attention.q_proj")
                .replace("attention.attention.key", "attention.k_proj")
                .replace("attention.attention.value", "attention.v_proj")
                .replace("attention.output.dense", "attention.o_proj")
                .replace("mlp.weights_out", "mlp.down_proj");
    if (!name.contains("weights_in")) {
      return List.of(entry.named(name));
    }
    long half = entry.shape()[0] / 2;
    return List.of(
        entry.rows(0, half).named(name.replace("weights_in", "gate_proj")),
        entry.rows(half, half).named(name.replace("weights_in", "up_proj")));
  }

  @Test
  void aMissingThirdOfQueriesKeysAndValuesIsMissed() {
    try (WeightFile hub = WeightFile.open(SWIGLU.resolve("model.safetensors"))) {
      write(
          hub.entries().values().stream()
              .filter(entry -> !entry.name().endsWith("layer.2.attention.attention.key.bias"))
              .toList());
    }
    assertThatThrownBy(() -> ModelFile.open(folder))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("missing blocks.2.attn.qkv.bias");
  }

  private void write(List<TensorEntry> tensors) {
    Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
  }
}
