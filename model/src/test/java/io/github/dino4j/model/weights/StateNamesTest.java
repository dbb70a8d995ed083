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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that trainers and wrappers give to the states and tensors of a checkpoint. */
class StateNamesTest {
  @TempDir Path folder;

  /** The plain model under other names; of each name its own values, shifted where asked. */
  private static List<TensorEntry> plain(UnaryOperator<String> names, float shift) {
    List<TensorEntry> entries = new ArrayList<>();
    try (WeightFile file = WeightFile.open(Checkpoints.path("plain.pth"))) {
      file.entries()
          .forEach((name, entry) -> {
            float[] values = entry.floats().toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT);
            for (int i = 0; i < values.length; i++) {
              values[i] += shift;
            }
            entries.add(TensorEntry.of(names.apply(name), values, entry.shape()));
          });
    }
    return entries;
  }

  private Path write(List<TensorEntry> entries) {
    Path file = folder.resolve("checkpoint.safetensors");
    Safetensors.write(file, entries, Map.of());
    return file;
  }

  private static ModelHints state(Optional<String> name) {
    return new ModelHints(Optional.empty(), OptionalInt.of(3), name, List.of(), List.of());
  }

  private static void assertPlain(ModelFile model) {
    try (ModelFile original = Checkpoints.open("plain.pth", "plain")) {
      original
          .parameters()
          .forEach((name, entry) ->
              assertThat(model.parameter(name).bytes().mismatch(entry.bytes()))
                  .as(name)
                  .isEqualTo(-1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "^, module._orig_mod.",
    "^blocks\\.(\\d)\\., blocks.$1._orig_mod.",
    "^blocks\\.(\\d)\\., blocks.$1._checkpoint_wrapped_module.",
    "^blocks\\.(\\d)\\., teacher._fsdp_wrapped_module.blocks.$1._fsdp_wrapped_module.",
    "attn\\., attn._module.",
    "^, state_dict._forward_module.model."
  })
  void partsThatWrappersPutIntoNamesAreTakenOut(String pattern, String replacement) {
    List<TensorEntry> entries =
        plain(
            name -> {
              String wrapped = name.replaceFirst(pattern, replacement);
              return replacement.startsWith("teacher") && wrapped.equals(name)
                  ? "teacher." + name
                  : wrapped;
            },
            0);
    try (ModelFile model = ModelFile.open(write(entries), state(Optional.empty()))) {
      assertPlain(model);
    }
  }

  @Test
  void theMaskTokenOfIbotIsOne() {
    List<TensorEntry> entries = plain(name -> name.equals("mask_token") ? "masked_embed" : name, 0);
    try (ModelFile model = ModelFile.open(write(entries), state(Optional.empty()))) {
      assertThat(model.layout()).isEqualTo(WeightLayout.META);
      assertPlain(model);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "model, model_ema",
    "state_dict, state_dict_ema",
    "model, ema_model",
    "model, EMA",
    "student.backbone, teacher.backbone",
    "online_encoder, target_encoder",
    "raw, averaged_model"
  })
  void theAverageIsTakenAndSaidAndTheOtherCanBeNamed(String raw, String average) {
    List<TensorEntry> entries = plain(name -> raw + "." + name, 1);
    entries.addAll(plain(name -> average + ".module." + name, 0));
    entries.add(TensorEntry.of(average + ".n_averaged", new float[] {3}, 1));
    Path file = write(entries);
    try (ModelFile model = ModelFile.open(file, state(Optional.empty()))) {
      assertPlain(model);
      assertThat(model.summary().choice().orElseThrow())
          .contains(average + " is taken; --weights names another");
    }
    try (ModelFile model = ModelFile.open(file, state(Optional.of(raw)))) {
      assertThat(model.summary().prefix()).isEqualTo(raw + ".");
    }
    assertThatThrownBy(() -> ModelFile.open(file, state(Optional.of("best"))))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("holds no weights called best; those in it are " + average);
  }

  @Test
  void anAverageBesideNamesWithoutPrefixIsTakenToo() {
    List<TensorEntry> entries = plain(name -> name, 1);
    entries.addAll(plain(name -> "ema." + name, 0));
    Path file = write(entries);
    try (ModelFile model = ModelFile.open(file, state(Optional.empty()))) {
      assertPlain(model);
      assertThat(model.summary().others()).hasSameSizeAs(model.parameters().keySet());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "storage_tokens",
        "rope_embed.periods",
        "model.embeddings.patch_embeddings.weight"
      })
  void weightsOfDinoV3AreNamed(String name) {
    List<TensorEntry> entries = plain(own -> own.equals("pos_embed") ? "blocks.0.gamma_1" : own, 0);
    entries.add(TensorEntry.of(name, new float[1], 1));
    assertThatThrownBy(() -> ModelFile.open(write(entries)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("these are DINOv3's weights: rotary positions");
  }

  @Test
  void foldersOfDistributedCheckpointsSayWhereTheWholeIs() throws Exception {
    Files.createFile(folder.resolve(".metadata"));
    Files.createFile(folder.resolve("__0_0.distcp"));
    for (Path path : List.of(folder, folder.resolve("__0_0.distcp"))) {
      assertThatThrownBy(() -> ModelFile.open(path))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("sharded")
          .hasMessageContaining("teacher_checkpoint.pth")
          .hasMessageContaining("dcp_to_torch_save");
    }
  }
}
