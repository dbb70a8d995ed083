package io.github.dino4j.data.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What formats of one array keep besides: equal vectors, and a list of ids beside them. */
abstract class DenseFileContract extends FeatureFileContract {
  private final String alternatives;

  /**
   * @param alternatives formats for rows that this one refuses
   */
  DenseFileContract(String extension, String alternatives) {
    super(extension);
    this.alternatives = alternatives;
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
                  + " image [4]: write "
                  + alternatives
                  + ", or give all images one size");
    }
  }

  @Test
  void halfPrecisionRoundsAndHalves() throws IOException {
    FeatureRow full = Rows.cls(3, 40);
    FeatureArray cls = full.arrays().firstEntry().getValue();
    Rows.write(file(), List.of(full));
    long size = Files.size(file());
    Rows.write(file(), List.of(FeatureRow.of(full.image(), "cls", cls.as(FeatureType.FLOAT16))));

    FeatureArray read = Rows.read(file()).getFirst().arrays().firstEntry().getValue();

    assertThat(size - Files.size(file())).isEqualTo(40 * 2);
    assertThat(read.type()).isEqualTo(FeatureType.FLOAT16);
    for (int i = 0; i < 40; i++) {
      float rounded = Float.float16ToFloat(Float.floatToFloat16(cls.values()[i]));
      assertThat(read.values()[i]).isEqualTo(rounded);
    }
  }

  @Test
  void rowsAreReadInAnyOrder() {
    List<FeatureRow> rows = List.of(Rows.cls(0, 4), Rows.cls(1, 4), Rows.cls(2, 4));
    Rows.write(file(), rows);

    try (DenseFeatures features = DenseFeatures.open(file())) {
      assertThat(features.count()).isEqualTo(3);
      assertThat(features.image(2)).isEqualTo(rows.get(2).image());
      Rows.assertSame(List.of(features.row(2), features.row(0)), List.of(rows.get(2), rows.get(0)));
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
