package io.github.dino4j.data.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NpyFileTest extends DenseFileContract {
  NpyFileTest() {
    super(".npy", ".safetensors or .parquet");
  }

  @Test
  void theHeaderIsNumpys() throws IOException {
    Rows.write(file(), List.of(Rows.cls(0, 3), Rows.cls(1, 3)));

    byte[] bytes = Files.readAllBytes(file());

    assertThat(bytes)
        .hasSize(128 + 2 * 3 * 4)
        .startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    assertThat(new String(Arrays.copyOfRange(bytes, 10, 128), StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  ")
        .endsWith(" \n");
  }

  @Test
  void otherNumbersAreRefused() throws IOException {
    Rows.write(file(), List.of(Rows.cls(0, 3)));
    byte[] bytes = Files.readAllBytes(file());
    bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("<f4") + 2] = '8';
    Files.write(file(), bytes);

    assertThatThrownBy(() -> FeatureFile.read(file()))
        .hasMessageContaining("it holds no float32 or float16 in C order: {'descr': '<f8'");
  }

  @Test
  void twoKindsOfFeaturesAreRefusedInOneLine() {
    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      assertThatThrownBy(() -> writer.write(Rows.two(0)))
          .isInstanceOf(DinoException.class)
          .hasMessage(
              file()
                  + " holds features of one kind, not cls and patches: write .safetensors or"
                  + " .parquet, or choose one kind of token");
    }
  }

  @Test
  void gridsThatDifferAreRefusedInOneLine() {
    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      writer.write(Rows.patches(0, 2, 3));
      assertThatThrownBy(() -> writer.write(Rows.patches(1, 3, 2)))
          .isInstanceOf(DinoException.class)
          .hasMessage(
              file()
                  + " needs rows of one shape, but patches of photos/a/001.jpg is [3, 2, 5] and of"
                  + " the first image [2, 3, 5]: write .safetensors or .parquet, or give all images"
                  + " one size");
    }
  }
}
