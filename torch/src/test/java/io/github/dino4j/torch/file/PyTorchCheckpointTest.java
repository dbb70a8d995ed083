package io.github.dino4j.torch.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchCheckpointTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenReadsBackBitForBit() {
    Path copy = folder.resolve("copy.pth");
    try (WeightFile original = WeightFile.open(Samples.path("types.pth"))) {
      PyTorchCheckpoint.write(copy, original.entries().values(), Map.of("config", "{\"dim\":2}"));
      try (WeightFile read = WeightFile.open(copy)) {
        assertThat(read.metadata()).isEqualTo(Map.of("config", "{\"dim\":2}"));
        assertThat(read.entries().keySet()).isEqualTo(original.entries().keySet());
        original.entries().forEach((name, entry) -> assertSame(read.get(name), entry));
      }
    }
  }

  private static void assertSame(TensorEntry actual, TensorEntry expected) {
    assertThat(actual.type()).isEqualTo(expected.type());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.bytes().toArray(JAVA_BYTE)).isEqualTo(expected.bytes().toArray(JAVA_BYTE));
  }

  @Test
  void theArchiveIsAnOrdinaryOneWithItsDataAlignedTo64Bytes() throws Exception {
    Path path = folder.resolve("x.pth");
    PyTorchCheckpoint.write(
        path,
        List.of(
            TensorEntry.of("a", new float[] {1, 2, 3}, 3), TensorEntry.of("b", new float[] {4}, 1)),
        Map.of());
    try (ZipFile zip = new ZipFile(path.toFile());
        WeightFile file = WeightFile.open(path)) {
      assertThat(zip.stream().map(Object::toString))
          .containsExactly(
              "archive/data.pkl",
              "archive/byteorder",
              "archive/data/0",
              "archive/data/1",
              "archive/version");
      for (var entry : zip.stream().toList()) {
        assertThat(zip.getInputStream(entry).readAllBytes()).hasSize((int) entry.getSize());
      }
      long page = 4096; // mappings begin at a page, so addresses show offsets
      for (TensorEntry entry : file.entries().values()) {
        assertThat(entry.bytes().address() % page % 64).isZero();
      }
    }
  }

  @Test
  void equalTensorsGiveEqualBytes() {
    List<TensorEntry> tensors = List.of(TensorEntry.of("a", new float[] {1}, 1));
    PyTorchCheckpoint.write(folder.resolve("1.pth"), tensors, Map.of());
    PyTorchCheckpoint.write(folder.resolve("2.pth"), tensors, Map.of());
    assertThat(folder.resolve("1.pth")).hasSameBinaryContentAs(folder.resolve("2.pth"));
  }
}
