package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureCommandsTest {
  private static final String SIZE = "112";

  @TempDir static Path shared;
  private static List<Path> photos;

  @TempDir Path folder;

  @BeforeAll
  static void render() throws IOException {
    try (Stream<Path> files = Files.walk(ScenePhotos.in(shared))) {
      photos = files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void isDrawn(Path file) throws IOException {
    BufferedImage picture = ImageIO.read(file.toFile());
    Set<Integer> colours = new HashSet<>();
    for (int pixel = 0; pixel < picture.getWidth() * picture.getHeight(); pixel++) {
      colours.add(picture.getRGB(pixel % picture.getWidth(), pixel / picture.getWidth()));
    }
    assertThat(colours).as("colours of %s", file).hasSizeGreaterThan(20);
  }

  @Test
  void pcaDrawsEachPhotoAndLeavesOutWhatIsNone() throws IOException {
    Path broken = Files.write(folder.resolve("broken.jpg"), new byte[] {1, 2, 3});
    CommandRun run =
        CommandRun.of(
            "pca",
            photos.get(0),
            photos.get(1),
            broken,
            "-o",
            folder.resolve("pca"),
            "--model",
            "demo",
            "--size",
            SIZE,
            "--whole"); // what is foreground in a rendered scene depends on the model
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains(broken.toString());
    for (Path photo : photos.subList(0, 2)) {
      String name = photo.getFileName().toString().replace(".png", "");
      isDrawn(folder.resolve("pca/" + name + "-pca.png"));
      isDrawn(folder.resolve("pca/" + name + "-beside.png"));
    }
  }

  @Test
  void attentionDrawsEveryHead() throws IOException {
    Path out = folder.resolve("attention");
    CommandRun run =
        CommandRun.of("attention", photos.get(2), "-o", out, "--model", "demo", "--size", SIZE);
    assertThat(run.code()).as(run.err()).isZero();
    for (String name : List.of("all", "mass", "mean", "head-01", "head-02", "head-03")) {
      isDrawn(out.resolve(name + ".png"));
    }
  }

  @Test
  void matchAndSimilarDrawOnePicture() throws IOException {
    Path match = folder.resolve("match.png");
    CommandRun matched =
        CommandRun.of(
            "match", photos.get(0), photos.get(0), "-o", match, "--model", "demo", "--size", SIZE);
    assertThat(matched.code()).as(matched.err()).isZero();
    isDrawn(match);
    Path similar = folder.resolve("similar.png");
    CommandRun run =
        CommandRun.of(
            "similar",
            photos.get(0),
            "--at",
            "30,40",
            "-o",
            similar,
            "--model",
            "demo",
            "--size",
            SIZE);
    assertThat(run.code()).as(run.err()).isZero();
    isDrawn(similar);
  }

  @Test
  void aPointOutsideThePhotoIsRefused() {
    CommandRun run =
        CommandRun.of(
            "similar",
            photos.get(0),
            "--at",
            "64,10",
            "-o",
            folder.resolve("x.png"),
            "--model",
            "demo",
            "--size",
            SIZE);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("64,10");
    CommandRun words =
        CommandRun.of("similar", photos.get(0), "--at", "left", "-o", folder.resolve("x.png"));
    assertThat(words.code()).isEqualTo(2);
    assertThat(words.err()).hasLineCount(1).contains("120,80");
  }

  @Test
  void demoOfPhotosWritesAPageThatNeedsNothingElse() throws IOException {
    Path out = folder.resolve("demo");
    CommandRun run =
        CommandRun.of("demo", shared.resolve("scenes/images"), "--model", "demo", "-o", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains(out.resolve("index.html").toAbsolutePath().toString());
    assertThat(out.resolve("index.html"))
        .content()
        .contains("trained by dino4j")
        .doesNotContainPattern("(src|href)=\"https?:");
  }

  @Test
  void scenesAreWritten() {
    Path out = folder.resolve("made");
    CommandRun run = CommandRun.of("scenes", "-o", out, "--count", 3, "--seed", 9, "--size", 32);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(out.resolve("scenes.csv")).content().hasLineCount(4);
    assertThat(CommandRun.of("scenes", "-o", out, "--count", 0).code()).isEqualTo(2);
  }

  @Test
  void aStripIsLeftOutAndTheOthersGoOn() throws IOException {
    Path strip = folder.resolve("strip.png");
    ImageIO.write(new BufferedImage(2000, 4, BufferedImage.TYPE_INT_RGB), "png", strip.toFile());
    Path pictures = folder.resolve("pca");
    CommandRun pca =
        CommandRun.of(
            "pca",
            strip,
            photos.get(0),
            "-o",
            pictures,
            "--model",
            "demo",
            "--size",
            SIZE,
            "--whole");
    assertThat(pca.code()).as(pca.err()).isEqualTo(1);
    assertThat(pca.err()).contains(strip + " was left out: 2,000 x 4 pixels");
    Path match = folder.resolve("m.png");
    CommandRun matched =
        CommandRun.of(
            "match", photos.get(0), strip, "-o", match, "--model", "demo", "--size", SIZE);
    assertThat(matched.code()).isEqualTo(2);
    assertThat(matched.err()).hasLineCount(1).contains(strip + ": 2,000 x 4 pixels");
  }

  @Test
  void demoLeavesStripsOutOfCloseUpsAndPairs() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    for (String name : List.of("a", "b", "c")) {
      BufferedImage strip = new BufferedImage(2000, 4, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(strip, "png", mixed.resolve(name + "-strip.png").toFile());
    }
    for (Path photo : photos.subList(0, 3)) {
      Files.copy(photo, mixed.resolve(photo.getFileName()));
    }
    Path out = folder.resolve("page");
    CommandRun run = CommandRun.of("demo", mixed, "--model", "demo", "-o", out);
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("a-strip.png: 2,000 x 4 pixels");
    assertThat(out.resolve("index.html")).exists();
  }
}
