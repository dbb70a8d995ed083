package io.github.dino4j.data.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.parquet.ParquetTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParquetFileTest extends FeatureFileContract {
  ParquetFileTest() {
    super(".parquet");
  }

  @Test
  void severalFeaturesAndSizesOfGridsShareATable() throws IOException {
    List<FeatureRow> rows = IntStream.range(0, 12).mapToObj(Rows::two).toList();

    Rows.write(file(), rows);

    Rows.assertSame(Rows.read(file()), rows);
    try (ParquetTable table = new ParquetTable(file())) {
      assertThat(table.columns())
          .containsExactly(
              "id", "path", "width", "height", "cls", "patches_rows", "patches_columns", "patches");
    }
  }

  @Test
  void theFileKnowsItsProvenance() {
    Rows.write(file(), List.of(Rows.cls(0, 3)));

    try (FeatureReader reader = FeatureFile.read(file())) {
      assertThat(reader.provenance()).containsEntry("model", "tiny").containsEntry("size", "224");
      assertThat(reader.next().arrays()).containsOnlyKeys("cls");
    }
  }

  @Test
  void manyRowGroupsAreReadOneAfterTheOther() throws IOException {
    FeatureArray many = Rows.array(new Random(3), 400_000);
    List<FeatureRow> rows =
        IntStream.range(0, 45).mapToObj(i -> FeatureRow.of(Rows.image(i), "cls", many)).toList();

    Rows.write(file(), rows);

    Rows.assertSame(Rows.read(file()), rows);
    try (ParquetTable table = new ParquetTable(file())) {
      assertThat(table.rowGroups()).isEqualTo(2);
    }
  }

  @Test
  void aTableOfOtherThingsIsRefused() {
    Path other = Path.of("src/test/resources/source/paths-zstd.parquet");

    assertThatThrownBy(() -> FeatureFile.read(other))
        .isInstanceOf(DinoException.class)
        .hasMessage(other + " is no feature file: it has columns path, id, label, score");
  }
}
