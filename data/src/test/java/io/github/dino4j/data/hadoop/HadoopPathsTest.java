package io.github.dino4j.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureReader;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.FeatureWriter;
import io.github.dino4j.data.feature.ImageEntry;
import io.github.dino4j.data.journal.FeatureJournal;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopPathsTest {
  @TempDir private Path here;
  private Path there = Path.of("");

  @BeforeAll
  static void configure() {
    HadoopPaths.configure(ElsewhereFileSystem.SETTINGS);
  }

  @BeforeEach
  void open() {
    there = PathText.path("elsewhere://" + here);
  }

  @Test
  void textIsTheAddressThatTheUserTyped() {
    assertThat(PathText.text(there.resolve("a b/ü#%20.jpg")))
        .isEqualTo("elsewhere://" + here + "/a b/ü#%20.jpg");
    assertThat(PathText.path(PathText.text(there))).isEqualTo(there);
    assertThat(PathText.resolve(here, PathText.text(there))).isEqualTo(there);
    assertThat(PathText.beside(there.resolve("x.csv"), ".", ".part"))
        .isEqualTo(there.resolve(".x.csv.part"));
  }

  @Test
  void filesAreWrittenAndReadFromAnyPlace() throws IOException {
    Path file = there.resolve("deep/er/file.bin");
    Files.createDirectories(file.getParent());
    Files.write(file, "0123456789".getBytes(StandardCharsets.UTF_8));
    assertThat(here.resolve("deep/er/file.bin")).hasContent("0123456789");
    assertThat(Files.size(file)).isEqualTo(10);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(3);
      channel.position(6).read(direct);
      assertThat(StandardCharsets.UTF_8.decode(direct.flip()).toString()).isEqualTo("678");
      assertThat(channel.position()).isEqualTo(9);
      ByteBuffer heap = ByteBuffer.allocate(5);
      channel.position(2);
      while (heap.hasRemaining()) {
        channel.read(heap);
      }
      assertThat(new String(heap.array(), StandardCharsets.UTF_8)).isEqualTo("23456");
      assertThat(channel.position(100).read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void foldersAreListedAndAttributesKnown() throws IOException {
    Files.createDirectory(there.resolve("folder"));
    Files.writeString(there.resolve("file"), "x");
    try (Stream<Path> files = Files.list(there)) {
      assertThat(files).containsExactlyInAnyOrder(there.resolve("folder"), there.resolve("file"));
    }
    assertThat(Files.isDirectory(there.resolve("folder"))).isTrue();
    assertThat(Files.isRegularFile(there.resolve("file"))).isTrue();
    assertThat(Files.exists(there.resolve("nothing"))).isFalse();
    assertThat(Files.getLastModifiedTime(there.resolve("file")).toMillis())
        .isEqualTo(Files.getLastModifiedTime(here.resolve("file")).toMillis());
  }

  @Test
  void movingReplacesWhereItMay() throws IOException {
    Path from = Files.writeString(there.resolve("from"), "new");
    Path to = Files.writeString(there.resolve("to"), "old");
    assertThatThrownBy(() -> Files.move(from, to)).isInstanceOf(FileAlreadyExistsException.class);
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    assertThat(here.resolve("to")).hasContent("new");
    assertThat(here.resolve("from")).doesNotExist();
  }

  @Test
  void whatIsNotThereOrInTheWayIsSaidAsFilesSayIt() throws IOException {
    Path file = Files.writeString(there.resolve("file"), "x");
    assertThatThrownBy(() -> Files.delete(there.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.readString(there.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.delete(there)).isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> Files.writeString(file, "y", StandardOpenOption.CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void wholeFilesAppearAndLeaveNothingElse() throws IOException {
    Path file = there.resolve("sub/text.txt");
    WholeFile.writeText(file, "old");
    WholeFile.writeText(file, "new");
    try (WholeFile whole = new WholeFile(file)) {
      Files.writeString(whole.draft(), "torn");
    }
    assertThat(here.resolve("sub/text.txt")).hasContent("new");
    try (Stream<Path> all = Files.list(here.resolve("sub"))) {
      assertThat(all).hasSize(1);
    }
  }

  @Test
  void featureFilesHaveTheSameBytesEverywhere() throws IOException {
    for (Path folder : List.of(here, there)) {
      try (FeatureWriter writer =
          FeatureFile.write(folder.resolve(folder.hashCode() + ".parquet"), Map.of("model", "m"))) {
        for (int i = 0; i < 9; i++) {
          writer.write(row(i));
        }
        writer.commit();
      }
    }
    Path remote = there.resolve(there.hashCode() + ".parquet");
    assertThat(Files.readAllBytes(remote))
        .isEqualTo(Files.readAllBytes(here.resolve(here.hashCode() + ".parquet")));
    List<ImageEntry> read = new ArrayList<>();
    try (FeatureReader reader = FeatureFile.read(remote)) {
      reader.forEachRemaining(row -> read.add(row.image()));
    }
    assertThat(read).hasSize(9).last().isEqualTo(row(8).image());
  }

  private static FeatureRow row(int i) {
    return FeatureRow.of(
        new ImageEntry("id" + i, "path" + i, i + 1, i + 2),
        "cls",
        FeatureArray.vector(new float[] {i, -i}));
  }

  @Test
  void imagesOfFoldersListsAndShardsAreFound() throws IOException {
    Files.createDirectory(here.resolve("photos"));
    Files.writeString(here.resolve("photos/a.jpg"), "image a");
    Files.writeString(here.resolve("list.txt"), "photos/a.jpg\n" + there.resolve("photos/a.jpg"));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(tar)) {
      TarArchiveEntry entry = new TarArchiveEntry("s.jpg");
      entry.setSize(7);
      out.putArchiveEntry(entry);
      out.write("image s".getBytes(StandardCharsets.UTF_8));
      out.closeArchiveEntry();
    }
    Files.write(here.resolve("shard-07.tar"), tar.toByteArray());

    List<String> inputs =
        Stream.of("photos", "list.txt", "shard-{07..07}.tar")
            .map(name -> PathText.text(there) + "/" + name)
            .toList();
    List<String> found = new ArrayList<>();
    try (RecordStream stream = ImageSource.of(inputs).open()) {
      while (stream.hasNext()) {
        ImageRecord record = stream.next();
        found.add(
            record.id()
                + " "
                + record.path()
                + " "
                + new String(record.read(), StandardCharsets.UTF_8));
      }
    }
    String root = PathText.text(there);
    assertThat(found)
        .containsExactly(
            "a.jpg " + root + "/photos/a.jpg image a",
            "photos/a.jpg " + root + "/photos/a.jpg image a",
            root + "/photos/a.jpg " + root + "/photos/a.jpg image a",
            "shard-07.tar/s.jpg " + root + "/shard-07.tar/s.jpg image s");
  }

  @Test
  void whatCannotBeReachedIsSaidInOneLine() {
    assertThatThrownBy(() -> PathText.path("nosuch://bucket/file"))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("nosuch://bucket/file cannot be reached: No FileSystem for scheme")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> PathText.path("s3a://bucket/file"))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "s3a://bucket/file cannot be reached: its file system is not on the class path"
                + " (docs/spark.md)");
    assertThatThrownBy(() -> FeatureJournal.check(there.resolve("x.parquet"), false))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("--master");
  }
}
