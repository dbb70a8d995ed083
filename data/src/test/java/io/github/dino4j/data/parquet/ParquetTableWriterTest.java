package io.github.dino4j.data.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableWriterTest {
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.required("id", Kind.TEXT),
          TableColumn.nullable("reason", Kind.TEXT),
          TableColumn.nullable("group", Kind.LONG),
          TableColumn.nullable("width", Kind.INT),
          TableColumn.nullable("score", Kind.FLOAT),
          TableColumn.nullable("share", Kind.DOUBLE),
          TableColumn.nullable("done", Kind.BOOLEAN),
          TableColumn.required("centroid", Kind.FLOATS));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private void write(Path file, @Nullable Object[]... rows) {
    try (ParquetTableWriter writer =
        new ParquetTableWriter(
            WholeFile.ofAttempt(file), "rows", COLUMNS, Map.of("b", "2", "a", "1"))) {
      for (Object[] row : rows) {
        writer.write(row);
      }
      writer.commit();
    }
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  @Test
  void readsBackWhatWasWrittenOfEachKind() throws IOException {
    Path file = folder.resolve("below/rows.parquet");
    write(
        file,
        row("ä", "dark", 1L << 40, 7, 0.1f, 0.1, true, new float[] {1, 2}),
        row("b", null, null, null, null, null, null, new float[] {3}));
    try (ParquetTable table = new ParquetTable(file)) {
      assertThat(table.count()).isEqualTo(2);
      assertThat(table.metadata()).containsEntry("a", "1").containsEntry("b", "2");
      table.choose(table.columns());
      assertThat(table.next()).isTrue();
      assertThat(table.text("id")).isEqualTo("ä");
      assertThat(table.text("reason")).isEqualTo("dark");
      assertThat(table.whole("group")).isEqualTo(1L << 40);
      assertThat(table.integer("width")).isEqualTo(7);
      assertThat(table.number("score")).isEqualTo(0.1f);
      assertThat(table.number("share")).isEqualTo(0.1);
      assertThat(table.text("done")).isEqualTo("true");
      assertThat(table.floats("centroid")).containsExactly(1, 2);
      assertThat(table.next()).isTrue();
      for (String column : List.of("reason", "group", "width", "score", "share", "done")) {
        assertThat(table.text(column)).as(column).isNull();
      }
      assertThat(table.whole("group")).isNull();
      assertThat(table.floats("centroid")).containsExactly(3);
      assertThat(table.next()).isFalse();
    }
  }

  @Test
  void twoAttemptsWriteTheSameBytesAndLeaveNothingBeside() throws IOException {
    Path one = folder.resolve("one.parquet");
    Path two = folder.resolve("two.parquet");
    for (Path file : List.of(one, one, two)) {
      write(file, row("a", null, 1L, 2, 3f, 4.0, false, new float[] {5}));
    }
    assertThat(two).hasSameBinaryContentAs(one);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(one, two);
    }
  }

  @Test
  void aTableMayBeEmptyAndOneThatIsNotCommittedDoesNotAppear() throws IOException {
    Path file = folder.resolve("empty.parquet");
    write(file);
    try (ParquetTable table = new ParquetTable(file)) {
      assertThat(table.count()).isZero();
      assertThat(table.next()).isFalse();
    }
    Path never = folder.resolve("never.parquet");
    assertThatThrownBy(() -> write(never, row("a", null, 1L, 2, 3f, 4.0, false, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("centroid");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
