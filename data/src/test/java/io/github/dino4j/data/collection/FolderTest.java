package io.github.dino4j.data.collection;

import static io.github.dino4j.data.collection.Records.all;
import static io.github.dino4j.data.collection.Records.ids;
import static io.github.dino4j.data.collection.Records.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
  @TempDir Path folder;

  @Test
  void wholePathsRiseAsStrings() {
    touch(folder, "b.jpg", "a/z.png", "a.jpg", "a-b/c.webp", "a/b/x.JPEG", "a0.tif", "Z.gif");

    assertThat(ids(folder))
        .containsExactly("Z.gif", "a-b/c.webp", "a.jpg", "a/b/x.JPEG", "a/z.png", "a0.tif", "b.jpg")
        .isSorted();
  }

  @Test
  void hiddenFilesCompanionsAndEmptyFoldersArePassedOver() throws IOException {
    touch(folder, "a.jpg", "a.json", "a.txt", "._a.jpg", ".cache/b.jpg", "notes", "film.mp4");
    Files.createDirectory(folder.resolve("empty"));

    assertThat(ids(folder)).containsExactly("a.jpg");
  }

  @Test
  void imagesWithoutAnImagesNameAreFoundByTheirFirstBytes() throws IOException {
    Files.write(folder.resolve("photo"), new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0});
    Files.writeString(folder.resolve("drawing.svg"), "<svg/>");
    Files.writeString(folder.resolve("grey.raw"), "P5\n1 1\n255\n.");
    Files.writeString(folder.resolve("text"), "P5 is a grey map");

    assertThat(ids(folder)).containsExactly("grey.raw", "photo", "text");
  }

  @Test
  void idsLieInsideTheFolderAndPathsLeadThere() {
    touch(folder, "a/b.jpg");

    ImageRecord record = all(folder).getFirst();

    assertThat(record.id()).isEqualTo("a/b.jpg");
    assertThat(Path.of(record.path())).isEqualTo(folder.resolve("a/b.jpg"));
    assertThat(record.read()).asString().isEqualTo("a/b.jpg");
    assertThat(record.annotation()).isEqualTo(Annotation.NONE);
  }

  @Test
  void linksLeadToNoFolderTwiceAndLoopsEnd() throws IOException {
    touch(folder, "a/b.jpg", "other/c.jpg");
    link(folder.resolve("a/up"), folder);
    link(folder.resolve("a/side"), folder.resolve("other"));
    link(folder.resolve("other/back"), folder.resolve("a"));
    link(folder.resolve("gone.jpg"), folder.resolve("nowhere"));

    assertThat(ids(folder)).containsExactly("a/b.jpg", "gone.jpg", "other/c.jpg");
    assertThatThrownBy(all(folder).get(1)::read)
        .isInstanceOf(DinoException.class)
        .hasMessage("no such file");
  }

  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createSymbolicLink(from, to);
    } catch (UnsupportedOperationException e) {
      Assumptions.abort("skipped: no symbolic links here");
    }
  }

  @Test
  void theCountIsWhatTheStreamGives() {
    touch(folder, "a/b.jpg", "c.jpg", "c.json", "d/e/f.png");

    ImageSource source = ImageSource.of(List.of(folder.toString(), folder.resolve("a") + ""));

    assertThat(source.count()).hasValue(4);
  }

  @Test
  void skippingLeavesTheRest() {
    touch(folder, "a.jpg", "b.jpg", "c.jpg");

    try (RecordStream records =
        ImageSource.of(List.of(folder.toString(), folder.resolve("a.jpg") + "")).open()) {
      assertThat(records.next().id()).isEqualTo("a.jpg");
      assertThat(records.skip(2)).isEqualTo(2);
      assertThat(records.next().path()).isEqualTo(folder.resolve("a.jpg").toString());
      assertThat(records.skip(5)).isZero();
    }
  }

  @Test
  void anInputThatDoesNotExistIsRefusedAtOnce() {
    assertThatThrownBy(() -> ImageSource.of(List.of("no/such-{0..3}.tar")))
        .isInstanceOf(DinoException.class)
        .hasMessage("no/such-{0..3}.tar: no such file or folder");
  }

  @Test
  void aFolderThatMayNotBeReadIsRefusedAtOnce() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Assumptions.assumeTrue(
        closed.toFile().setReadable(false) && !Files.isReadable(closed),
        "skipped: this user may read everything");
    assertThatThrownBy(() -> ImageSource.of(List.of(closed.toString())))
        .isInstanceOf(DinoException.class)
        .hasMessage(closed + ": permission denied");
  }

  @Test
  void realPhotosComeInTheOrderOfTheirPaths() throws IOException {
    Path photos = Path.of("../../shared/data/clothing");
    Assumptions.assumeTrue(Files.isDirectory(photos), "skipped: no ../../shared/data/clothing");
    try (Stream<Path> files = Files.walk(photos)) {
      List<String> expected =
          files.map(Path::toString).filter(name -> name.endsWith(".jpg")).sorted().toList();

      assertThat(all(photos).stream().map(ImageRecord::path)).isEqualTo(expected);
    }
  }

  @Test
  void foldersElsewhereAreEnteredByTheirFirstLink() throws IOException {
    touch(folder, "far/x/1.jpg", "far/2.jpg", "root/.hidden/3.jpg", "root/0.jpg");
    Path root = folder.resolve("root");
    link(root.resolve("b-all"), folder.resolve("far"));
    link(root.resolve("a-part"), folder.resolve("far/x"));
    link(root.resolve("c-again"), folder.resolve("far"));
    link(root.resolve("d-hidden"), root.resolve(".hidden"));
    link(root.resolve("e-up"), folder);

    assertThat(ids(root)).containsExactly("0.jpg", "a-part/1.jpg", "b-all/2.jpg", "d-hidden/3.jpg");
  }

  @Test
  void whatSystemsKeepForThemselvesIsPassedOver() {
    touch(
        folder,
        "a.jpg",
        "@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg",
        "sub/#recycle/b.jpg",
        "sub/$RECYCLE.BIN/c.jpg",
        "__MACOSX/d.jpg",
        "lost+found/e.jpg",
        ".git/f.jpg",
        ".thumbnails/g.jpg",
        "System Volume Information/h.jpg",
        "@home/i.jpg");

    assertThat(ids(folder)).containsExactly("@home/i.jpg", "a.jpg");
    assertThat(ids(folder.resolve("@eaDir"))).hasSize(1); // who names it means it
  }
}
