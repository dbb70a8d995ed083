package io.github.dino4j.data.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What formats of one array keep besides: equal rows, and a list of ids beside them. */
abstract class DenseFileContract extends FeatureFileContract {
  DenseFileContract(String extension) {
    super(extension);
  }

  @Test
  void rowsOfAnotherShapeAreRefusedInOneLine() {
    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      writer.write(Rows.cls(0, 4));
      assertThatThrownBy(() -> writer.write(Rows.cls(1, 5)))
          .isInstanceOf(DinoException.class)
          .hasMessage(
              file()
                  + " needs rows of one shape, but cls of photos/a/001.jpg is [5] and of the first"
                  + " image [4]: write .parquet, or give all images one size");
    }
  }

  @Test
  void twoKindsOfFeaturesAreRefusedInOneLine() {
    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      assertThatThrownBy(() -> writer.write(Rows.two(0)))
          .isInstanceOf(DinoException.class)
          .hasMessage(
              file()
                  + " holds features of one kind, not cls and patches: write .parquet, or choose"
                  + " one kind of token");
    }
  }

  @Test
  void idsLieBesideInTheOrderOfRows() {
    Rows.write(file(), List.of(Rows.cls(0, 4), Rows.cls(1, 4)));

    assertThat(IdList.beside(file()))
        .hasContent("a/000.jpg\tphotos/a/000.jpg\t640\t480\na/001.jpg\tphotos/a/001.jpg\t641\t480");
  }

  @Test
  void missingOrShortIdsAreTold() throws IOException {
    Rows.write(file(), List.of(Rows.cls(0, 4), Rows.cls(1, 4)));

    Files.writeString(IdList.beside(file()), "a\tb\t1\t2\n");
    assertThatThrownBy(() -> Rows.read(file()))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("list of ids is shorter");

    Files.delete(IdList.beside(file()));
    assertThatThrownBy(() -> Rows.read(file()))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(".ids.txt is missing");
  }
}
