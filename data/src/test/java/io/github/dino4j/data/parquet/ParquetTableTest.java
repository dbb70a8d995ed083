package io.github.dino4j.data.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParquetTableTest {
  @Test
  void listsEmptyListsAndNullsOfPyarrowAreToldApart() throws IOException {
    try (ParquetTable table =
        new ParquetTable(Path.of("src/test/resources/source/lists.parquet"))) {
      assertThat(table.columns()).containsExactly("id", "cls");
      assertThat(table.count()).isEqualTo(3);
      table.choose(List.of("cls", "id"));

      assertThat(table.next()).isTrue();
      assertThat(table.floats("cls")).containsExactly(1, 2);
      assertThat(table.next()).isTrue();
      assertThat(table.floats("cls")).isEmpty();
      assertThat(table.next()).isTrue();
      assertThat(table.floats("cls")).isNull();
      assertThat(table.text("id")).isEqualTo("c");
      assertThat(table.next()).isFalse();
    }
  }
}
