package io.github.dino4j.torch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void writesTheBytesOfThePythonLibrary() {
    Path copy = folder.resolve("copy.safetensors");
    try (WeightFile file = WeightFile.open(Samples.path("types.safetensors"))) {
      Safetensors.write(copy, file.entries().values(), file.metadata());
    }
    assertThat(copy).hasSameBinaryContentAs(Samples.path("types.safetensors"));
  }

  @Test
  void keepsMetadata() {
    Path path = folder.resolve("notes.safetensors");
    Map<String, String> notes = Map.of("format", "pt", "a \"b\" \n", "ü");
    Safetensors.write(path, List.of(TensorEntry.of("x", new float[] {1}, 1)), notes);
    try (WeightFile file = WeightFile.open(path)) {
      assertThat(file.metadata()).isEqualTo(notes);
    }
  }

  /** With 128 or 640 bytes of header the file begins as a pickle does. */
  @Test
  void headersOfAnyLengthAreRead() {
    Path path = folder.resolve("length.safetensors");
    for (int length = 0; length < 800; length += 8) {
      Map<String, String> metadata = Map.of("key", "x".repeat(length));
      Safetensors.write(path, List.of(TensorEntry.of("x", new float[] {1}, 1)), metadata);
      try (WeightFile file = WeightFile.open(path)) {
        assertThat(file.metadata()).isEqualTo(metadata);
      }
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws Exception {
    Path path = Files.writeString(folder.resolve("x.safetensors"), "old");
    WeightFile source = WeightFile.open(Samples.path("types.safetensors"));
    var entries = source.entries().values();
    source.close();
    assertThatThrownBy(() -> Safetensors.write(path, entries, Map.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(path).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(other -> !other.equals(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 4 | truncated",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 9 | 1 bytes that belong to no tensor",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | leave a hole",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | overlap",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | 4 | truncated or damaged",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | 8 | has 8 bytes where [3] of F32 needs 12",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,0]}} | 0 | whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,6]}} | 6 | whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}} | 0 | impossible shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999999],\"data_offsets\":[0,0]}} | 0 | not valid JSON",
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | elements of type F31",
        "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | does not describe tensor a",
        "{\"a\":{},\"a\":{}} | 0 | not valid JSON",
        "{\"a\": | 0 | not valid JSON",
        "{} {} | 0 | more than one JSON object",
      })
  void aHeaderThatLiesIsRefused(String header, int dataBytes, String reason) throws Exception {
    assertThatThrownBy(() -> WeightFile.open(file(header, header.length(), dataBytes)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"-1, neither", "0, neither", "1152921504606846976, neither", "5000, truncated"})
  void aHeaderLengthThatLiesIsRefused(long length, String reason) throws Exception {
    Path file = file("{}", length, 0);
    assertThatThrownBy(() -> WeightFile.open(file))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    String header = "{\"a\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> WeightFile.open(file(header, header.length(), 0)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("not valid JSON");
  }

  private Path file(String header, long length, int dataBytes) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    bytes.write(header.getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[dataBytes]);
    return Files.write(folder.resolve("lying.safetensors"), bytes.toByteArray());
  }
}
