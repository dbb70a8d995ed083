package io.github.dino4j.evaluate.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.codec.JpegEncoder;
import io.github.dino4j.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorruptFolderTest {
  private static final List<Corruption> TWO =
      List.of(new Corruption(CorruptionType.FOG, 1), new Corruption(CorruptionType.PIXELATE, 5));
  private static final CorruptOptions OPTIONS = new CorruptOptions(TWO, 3, 32, 90);

  @TempDir Path folder;
  private Path photos;
  private Path out;

  @BeforeEach
  void photos() throws IOException {
    photos = folder.resolve("photos");
    out = folder.resolve("out");
    write("cat/1.jpg", Drawings.of(1, 64, 48));
    write("cat/2.JPEG", Drawings.of(2, 20, 30));
    write("dog/1.png", Drawings.of(3, 40, 40)); // misnamed, which readers take as it is
  }

  private void write(String name, RgbImage image) throws IOException {
    Path file = photos.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, JpegEncoder.encode(image, 95));
  }

  private static CorruptFolder.Summary run(Path out, Path input) {
    return new CorruptFolder(out, OPTIONS)
        .write(ImageSource.of(List.of(input.toString())), _ -> {});
  }

  private List<String> files() throws IOException {
    try (Stream<Path> walk = Files.walk(out)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> out.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void writesOneFileACorruptionAndKeepsFolders() throws IOException {
    List<Long> progress = new ArrayList<>();

    CorruptFolder.Summary summary =
        new CorruptFolder(out, OPTIONS)
            .write(ImageSource.of(List.of(photos.toString())), progress::add);

    assertThat(summary).isEqualTo(new CorruptFolder.Summary(3, 6, List.of()));
    assertThat(progress).containsExactly(1L, 2L, 3L);
    assertThat(files())
        .containsExactly(
            "corruption.json",
            "fog/1/cat/1.jpg",
            "fog/1/cat/2.JPEG",
            "fog/1/dog/1.png.jpg",
            "pixelate/5/cat/1.jpg",
            "pixelate/5/cat/2.JPEG",
            "pixelate/5/dog/1.png.jpg");
    RgbImage shrunk = new ImageDecoder().decode(out.resolve("fog/1/cat/1.jpg"));
    assertThat(shrunk.height()).isEqualTo(32);
    assertThat(shrunk.width()).isEqualTo(43); // 64 * 32 / 48
    assertThat(new ImageDecoder().decode(out.resolve("fog/1/cat/2.JPEG")).width()).isEqualTo(20);
  }

  @Test
  void makesOnlyWhatIsMissingAndTheSameAgain() throws IOException {
    run(out, photos);
    Path missing = out.resolve("fog/1/dog/1.png.jpg");
    byte[] before = Files.readAllBytes(missing);
    Files.delete(missing);
    Path kept = out.resolve("fog/1/cat/1.jpg");
    Files.writeString(kept, "left as it is");

    assertThat(run(out, photos).written()).isEqualTo(1);

    assertThat(missing).hasBinaryContent(before);
    assertThat(kept).hasContent("left as it is");
  }

  @Test
  void rejectsWhatIsNoImage() throws IOException {
    Files.writeString(photos.resolve("cat/3.jpg"), "no picture");

    CorruptFolder.Summary summary = run(out, photos);

    assertThat(summary.images()).isEqualTo(3);
    assertThat(summary.rejects())
        .singleElement()
        .satisfies(reject -> assertThat(reject.path()).endsWith("cat/3.jpg"));
  }

  @Test
  void putsTheLabelOfAManifestInFront() throws IOException {
    Path manifest = photos.resolve("list.csv");
    Files.writeString(manifest, "path,id,label\ncat/1.jpg,one,tabby\ndog/1.png,../x,dog\n");

    CorruptFolder.Summary summary = run(out, manifest);

    assertThat(files())
        .containsExactly("corruption.json", "fog/1/tabby/one.jpg", "pixelate/5/tabby/one.jpg");
    assertThat(summary.rejects())
        .singleElement()
        .satisfies(reject -> assertThat(reject.reason()).contains("is no path below a folder"));
  }

  @Test
  void refusesToMixSeeds() {
    run(out, photos);
    assertThatThrownBy(() -> new CorruptFolder(out, new CorruptOptions(TWO, 4, 32, 90)))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            out
                + " holds copies made with {quality=90, seed=3, short_side=32}, not"
                + " {quality=90, seed=4, short_side=32}: choose another folder");
  }
}
