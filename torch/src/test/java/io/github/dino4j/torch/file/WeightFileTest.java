package io.github.dino4j.torch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFileTest {
  @ParameterizedTest
  @CsvSource({
    "types.safetensors, SAFETENSORS",
    "types.pth, PYTORCH_ZIP",
    "types_legacy.pth, PYTORCH_LEGACY"
  })
  void everyTypeAndShapeReadsAsPythonWroteIt(String name, FileFormat format) {
    try (WeightFile file = WeightFile.open(Samples.path(name))) {
      assertThat(file.format()).isEqualTo(format);
      assertThat(file.entries()).hasSize(15);
      file.entries().values().forEach(WeightFileTest::assertAsExpected);
      for (DType type : DType.values()) {
        assertThat(file.get("matrix." + type).type()).isEqualTo(type);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"views.pth", "views_legacy.pth"})
  void viewsOfOneStorageReadRowByRow(String name) {
    try (WeightFile file = WeightFile.open(Samples.path(name))) {
      assertThat(file.entries().keySet())
          .containsExactly("whole", "offset", "transposed", "permuted", "stepped", "column");
      file.entries().values().forEach(WeightFileTest::assertAsExpected);
    }
  }

  private static void assertAsExpected(TensorEntry entry) {
    assertThat(entry.shape()).as(entry.name()).isEqualTo(Samples.shape(entry.name()));
    assertThat(Samples.floats(entry))
        .as(entry.name())
        .containsExactly(Samples.values(entry.name()));
  }

  @Test
  void parametersAreTensors() {
    try (WeightFile file = WeightFile.open(Samples.path("parameter.pth"))) {
      assertThat(Samples.floats(file.get("p"))).containsExactly(1, 1, 1, 1);
    }
  }

  @Test
  void aTrainingCheckpointGivesItsTensorsByDottedNamesAndNothingElse() {
    try (WeightFile file = WeightFile.open(Samples.path("training.pth"))) {
      assertThat(file.entries().keySet())
          .containsExactly(
              "model.weight",
              "model.bias",
              "optimizer.state.0.step",
              "optimizer.state.0.exp_avg",
              "optimizer.state.0.exp_avg_sq",
              "optimizer.state.1.step",
              "optimizer.state.1.exp_avg",
              "optimizer.state.1.exp_avg_sq");
    }
  }

  @Test
  void metadataOfSafetensors() {
    try (WeightFile file = WeightFile.open(Samples.path("types.safetensors"))) {
      assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
    }
  }

  @Test
  void aClosedFileRefusesToBeRead() {
    WeightFile file = WeightFile.open(Samples.path("types.safetensors"));
    TensorEntry entry = file.get("matrix.F32");
    file.close();
    assertThatThrownBy(() -> Samples.floats(entry)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hostile_system.pth | refused: the file asks to call posix.system",
        "hostile_eval.pth | refused: the file asks to call __builtin__.eval",
        "hostile_getattr.pth | refused: the file asks to call __builtin__.getattr",
        "hostile_legacy.pth | refused: the file asks to call posix.system",
        "hostile_partial.pth | refused: the file asks to call posix.system",
        "module.pth | holds a whole module of class torch.nn.modules.linear.Linear",
        "module_legacy.pth | holds a whole module of class torch.nn.modules.linear.Linear",
        "module.pth | torch.save(model.state_dict()",
        "script.pth | is a TorchScript archive",
        "sharded.pth | eval/training_N/teacher_checkpoint.pth",
        "lone_tensor.pth | holds a single tensor, not tensors by name",
        "complex.pth | tensors of torch.ComplexFloatStorage are not supported",
        "uint16.safetensors | elements of type U16 are not supported",
        "none.pth | there is no such file"
      })
  void whatIsNoWeightFileIsRefusedInOneLine(String name, String reason) {
    assertThatThrownBy(() -> WeightFile.open(Samples.path(name)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(name + ": ")
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatIsNotAFileAtAll(@TempDir Path folder) throws Exception {
    assertRefused(folder, "is not a file");
    Path file = folder.resolve("weights.pth");
    Files.createFile(file);
    assertRefused(file, "is empty");
    Files.writeString(file, "<html>404</html>");
    assertRefused(file, "neither safetensors nor a PyTorch checkpoint");
    Files.write(file, new byte[] {'P', 'K', 3, 4});
    assertRefused(file, "truncated");
  }

  @Test
  void harmlessObjectsBesideTheWeightsAreReadPast() {
    try (WeightFile file = WeightFile.open(Samples.path("extras.pth"))) {
      assertThat(file.entries().keySet()).containsExactly("weight");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4747554603000000, is a GGUF file",
    "894844460d0a1a0a, is an HDF5 file",
    "080812077079746f726368, is an ONNX graph",
    "82a6706172616d7300, is MessagePack",
    "934e554d50590100, is a NumPy array",
    "1f8b0800000000, is compressed by gzip; unpack it",
    "76657273696f6e2068747470733a2f2f6769742d6c66732e, is a pointer of Git LFS"
  })
  void otherFormatsAreNamed(String hex, String reason, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("weights.bin");
    Files.write(file, HexFormat.of().parseHex(hex));
    assertRefused(file, reason);
  }

  private static void assertRefused(Path path, String reason) {
    assertThatThrownBy(() -> WeightFile.open(path))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(reason);
  }
}
