package io.github.dino4j.data.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every format of feature files keeps, whoever reads and writes it. */
abstract class FeatureFileContract {
  @TempDir Path folder;

  private final String extension;

  FeatureFileContract(String extension) {
    this.extension = extension;
  }

  Path file() {
    return folder.resolve("features" + extension);
  }

  @Property(tries = 40)
  void rowsComeBackAsTheyWere(
      @ForAll @IntRange(min = 1, max = 20) int images,
      @ForAll @IntRange(min = 0, max = 4) int patches,
      @ForAll @IntRange(min = 1, max = 40) int dim)
      throws IOException {
    Path temporary = Files.createTempDirectory("features");
    try {
      Path file = temporary.resolve("features" + extension);
      List<FeatureRow> rows = new ArrayList<>();
      int[] shape = patches == 0 ? new int[] {dim} : new int[] {patches, 5 - patches, dim};
      for (int i = 0; i < images; i++) {
        rows.add(FeatureRow.of(Rows.image(i), "tokens", Rows.array(new Random(i), shape)));
      }

      Rows.write(file, rows);

      Rows.assertSame(Rows.read(file), rows);
    } finally {
      try (Stream<Path> files = Files.list(temporary)) {
        files.forEach(left -> assertThat(left.toFile().delete()).isTrue());
      }
      Files.delete(temporary);
    }
  }

  @Test
  void oddNumbersAndNamesSurvive() {
    FeatureArray odd =
        FeatureArray.vector(
            Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, Float.MAX_VALUE);
    ImageEntry image = new ImageEntry("tab\there", "line\nback\\slash\r é \ud83d\udc1f", 1, 2);
    FeatureRow row = FeatureRow.of(image, "cls", odd);

    Rows.write(file(), List.of(row, Rows.cls(1, 5)));

    Rows.assertSame(Rows.read(file()), List.of(row, Rows.cls(1, 5)));
  }

  @Test
  void theSameRowsMakeTheSameBytes() throws IOException {
    List<FeatureRow> rows = IntStream.range(0, 50).mapToObj(i -> Rows.cls(i, 9)).toList();
    Path again = folder.resolve("again" + extension);

    Rows.write(file(), rows);
    Rows.write(again, rows);

    assertThat(again).hasSameBinaryContentAs(file());
  }

  @Test
  void nothingIsThereBeforeTheCommitAndNothingLeftWithoutIt() {
    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      writer.write(Rows.cls(0, 4));
      assertThat(file()).doesNotExist();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anOlderFileStaysUntilTheCommit() throws IOException {
    Rows.write(file(), List.of(Rows.cls(0, 4)));
    byte[] before = Files.readAllBytes(file());

    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      writer.write(Rows.cls(1, 4));
      assertThat(file()).hasBinaryContent(before);
      writer.commit();
    }

    Rows.assertSame(Rows.read(file()), List.of(Rows.cls(1, 4)));
  }

  @Test
  void aFileWithoutRowsIsRefused() {
    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      assertThatThrownBy(writer::commit)
          .isInstanceOf(DinoException.class)
          .hasMessage(file() + ": there are no features to write");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void rowsOfOtherNamesAreABug() {
    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      writer.write(Rows.cls(0, 4));
      FeatureRow other = FeatureRow.of(Rows.image(1), "mean", FeatureArray.vector(1, 2, 3, 4));

      assertThatThrownBy(() -> writer.write(other)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aCutFileIsToldInOneLine() throws IOException {
    Rows.write(file(), IntStream.range(0, 30).mapToObj(i -> Rows.cls(i, 7)).toList());
    assertCutsAreTold(1 + (int) Files.size(file()) / 60);
  }

  /** Of the file that is there, cut at every so many bytes. */
  final void assertCutsAreTold(int step) throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    for (int length = 0; length < bytes.length; length += step) {
      Files.write(file(), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Rows.read(file()))
          .as("cut to %d bytes", length)
          .isInstanceOf(DinoException.class)
          .hasMessageStartingWith(file().toString())
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> FeatureFile.read(file()))
        .isInstanceOf(DinoException.class)
        .hasMessage(file() + ": no such file");
  }

  @Test
  void theEndIsTheEnd() {
    Rows.write(file(), List.of(Rows.cls(0, 4)));
    try (FeatureReader reader = FeatureFile.read(file())) {
      reader.next();
      assertThat(reader.hasNext()).isFalse();
      assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    }
  }
}
