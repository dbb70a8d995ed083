package io.github.dino4j.data.collection;

import static io.github.dino4j.data.collection.Records.all;
import static io.github.dino4j.data.collection.Records.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables were written by pyarrow: five codecs, row groups of three. */
class ParquetManifestTest {
  @TempDir Path folder;

  private Path copy(String name) throws IOException {
    return Files.copy(Path.of("src/test/resources/source", name), folder.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
  void pathsAreReadWhateverTheCodec(String codec) throws IOException {
    touch(folder, "photos/5.jpg");
    Path table = copy("paths-" + codec + ".parquet");

    List<ImageRecord> records = all(table);

    assertThat(records).hasSize(7);
    assertThat(records.get(5).id()).isEqualTo("id-5");
    assertThat(records.get(5).annotation().label()).isEqualTo("1");
    assertThat(records.get(5).annotation().field("Label")).isEqualTo("1");
    assertThat(records.get(5).read()).asString().isEqualTo("photos/5.jpg");
    assertThat(records.get(3).path()).isEqualTo(table + " row 4");
    assertThatThrownBy(records.get(3)::read).hasMessage("the row has no path");
  }

  @Test
  void imagesInsideTheTableAreRead() throws IOException {
    touch(folder, "4.png");
    Path table = copy("hugging-face.parquet");

    List<ImageRecord> records = all(table);

    assertThat(records)
        .extracting(ImageRecord::id, ImageRecord::path, record -> record.annotation().label())
        .startsWith(
            tuple("0.png", table + "/0.png", "cat"), tuple("1.png", table + "/1.png", "dog"))
        .hasSize(5);
    assertThat(records.get(2).read()).containsExactly(2, 3);
    assertThat(records.get(4).read()).asString().isEqualTo("4.png");
  }

  @Test
  void skippingPassesOverRowGroupsAndRows() throws IOException {
    ImageSource source = ImageSource.of(List.of(copy("paths-zstd.parquet").toString()));

    for (int skip = 0; skip < 7; skip++) {
      try (RecordStream records = source.open()) {
        assertThat(records.skip(skip)).isEqualTo(skip);
        ImageRecord next = records.next();
        assertThat(next.id()).isEqualTo(skip == 3 ? "paths-zstd.parquet/row 4" : "id-" + skip);
        assertThat(records.skip(10)).isEqualTo(6 - skip);
      }
    }
    assertThat(source.count()).hasValue(7);
  }

  @Test
  void aDamagedTableIsRefusedInOneLine() throws IOException {
    Path table = Files.write(folder.resolve("bad.parquet"), new byte[100]);

    assertThatThrownBy(() -> ImageSource.of(List.of(table.toString())))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith(table + ": unreadable Parquet: ")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aTableWithDamagedPagesEndsInAReject() throws IOException {
    Path table = copy("paths-zstd.parquet");
    byte[] bytes = Files.readAllBytes(table);
    Arrays.fill(bytes, 4, 900, (byte) 0x55);
    Files.write(table, bytes);

    List<ImageRecord> records = all(table);

    assertThatThrownBy(records.getLast()::read).hasMessageStartingWith("unreadable Parquet: ");
    try (RecordStream again = ImageSource.of(List.of(table.toString())).open()) {
      assertThat(again.skip(100)).isEqualTo(records.size());
    }
  }

  private List<Object> images(String name) throws IOException {
    return all(copy(name + ".parquet")).stream().map(ParquetManifestTest::firstByte).toList();
  }

  /** The only byte of an image, or why there is none. */
  private static Object firstByte(ImageRecord record) {
    try {
      return (int) record.read()[0];
    } catch (DinoException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void imagesAreFoundUnderTheNamesThatOthersUse() throws IOException {
    assertThat(images("img2dataset"))
        .containsExactly(0, 1, 2, 3, "the row has nothing in column jpg");
    assertThat(images("other-struct")).containsExactly(0, 1, 2, 3, 4);
    assertThat(images("only-bytes")).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aListGivesAllItsImages() throws IOException {
    touch(folder, "photos/1.jpg");
    Path table = copy("image-lists.parquet");

    List<ImageRecord> records = all(table);

    assertThat(records)
        .extracting(ImageRecord::id, record -> record.annotation().label())
        .containsExactly(
            tuple("a.jpg", "x"),
            tuple("photos/1.jpg", "x"),
            tuple("image-lists.parquet/row 2", null),
            tuple("image-lists.parquet/row 3", null),
            tuple("row 4", "w"));
    assertThat(records.get(0).read()).containsExactly(0);
    assertThat(records.get(1).read()).asString().isEqualTo("photos/1.jpg");
    assertThatThrownBy(records.get(2)::read)
        .hasMessage("the row has nothing in column images.bytes");
    assertThat(records.get(4).read()).containsExactly(2);
    ImageSource source = ImageSource.of(List.of(table.toString()));
    assertThat(source.count()).isEmpty();
    try (RecordStream again = source.open()) {
      assertThat(again.skip(4)).isEqualTo(4);
      assertThat(again.next().id()).isEqualTo("row 4");
    }
    assertThat(all(copy("path-lists.parquet")))
        .extracting(ImageRecord::id)
        .containsExactly("photos/0.jpg", "photos/1.jpg", "photos/2.jpg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list-labels", "struct-labels", "paths-brotli", "empty-group"})
  void pathsAreReadWhateverStandsBeside(String name) throws IOException {
    assertThat(all(copy(name + ".parquet")))
        .hasSize(5)
        .allSatisfy(record -> assertThat(record.annotation().label()).isNull())
        .extracting(ImageRecord::id)
        .contains("photos/0.jpg", "photos/4.jpg");
  }

  @Test
  void emptyRowGroupsAreSkippedOver() throws IOException {
    ImageSource source = ImageSource.of(List.of(copy("empty-group.parquet").toString()));

    for (int skip = 0; skip < 5; skip++) {
      try (RecordStream records = source.open()) {
        assertThat(records.skip(skip)).isEqualTo(skip);
        assertThat(records.next().id()).isEqualTo("photos/%d.jpg".formatted(skip));
      }
    }
    assertThat(all(copy("empty.parquet"))).isEmpty();
  }

  @Test
  void aTableWithoutImagesIsRefusedWithItsColumns() throws IOException {
    Path table = copy("no-images.parquet");

    assertThatThrownBy(() -> ImageSource.of(List.of(table.toString())))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith(table + ": no column is named path")
        .hasMessageEndingWith("it has width, tags");
  }
}
