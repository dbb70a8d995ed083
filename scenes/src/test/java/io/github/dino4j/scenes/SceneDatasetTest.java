package io.github.dino4j.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.scenes.render.Rendering;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class SceneDatasetTest {
  private static final SceneDataset DATASET = new SceneDataset(40, 5, 24);
  private Path folder;
  private Path written;
  private final List<Integer> progress = new ArrayList<>();

  @BeforeAll
  void write(@TempDir Path temporary) {
    folder = temporary;
    written = folder.resolve("scenes");
    DATASET.write(written, progress::add, 2);
  }

  @Test
  void progressCountsEveryScene() {
    assertThat(progress).isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
  }

  @Test
  void theFolderHoldsFourFilesForEachSceneAndTheTables() throws IOException {
    assertThat(names(written))
        .contains("README.md", "dataset.json", "labels.jsonl", "scenes.csv")
        .hasSize(4 * 40 + 4)
        .noneMatch(name -> name.contains("being-written"));
    assertThat(folder.resolve("scenes.partial")).doesNotExist();
  }

  @Test
  void filesHoldWhatTheRendererGives() throws IOException {
    List<Rendering> renderings = DATASET.render();
    for (SceneLabel label : SceneDataset.labels(written)) {
      Rendering rendering = renderings.get(label.id());
      Raster rgb = raster(label.files().image());
      Raster classes = raster(label.files().classes());
      Raster instances = raster(label.files().instances());
      Raster depth = raster(label.files().depth());
      for (int i = 0; i < 24 * 24; i++) {
        int x = i % 24;
        int y = i / 24;
        for (int channel = 0; channel < 3; channel++) {
          assertThat((byte) rgb.getSample(x, y, channel))
              .isEqualTo(rendering.rgb().pixels()[3 * i + channel]);
        }
        assertThat((byte) classes.getSample(x, y, 0)).isEqualTo(rendering.truth().classes()[i]);
        assertThat(instances.getSample(x, y, 0)).isEqualTo(rendering.truth().instances()[i]);
        float metres = rendering.truth().depth()[i];
        int expected = metres > 65.5349f ? 0 : Math.round(metres * 1000);
        assertThat(depth.getSample(x, y, 0)).isBetween(expected - 1, expected + 1);
      }
    }
  }

  @Test
  void labelsDescribeThePictures() throws IOException {
    List<SceneLabel> labels = SceneDataset.labels(written);
    assertThat(labels)
        .extracting(SceneLabel::id)
        .isEqualTo(IntStream.range(0, 40).boxed().toList());
    for (SceneLabel label : labels) {
      assertThat(label.files().image())
          .isEqualTo("images/%s/%s/%06d.png".formatted(label.split(), label.label(), label.id()));
      Raster instances = raster(label.files().instances());
      for (SceneLabel.ObjectLabel object : label.objects()) {
        int[] box = object.box();
        int pixels = 0;
        for (int y = box[1]; y < box[3]; y++) {
          for (int x = box[0]; x < box[2]; x++) {
            pixels += instances.getSample(x, y, 0) == object.instance() ? 1 : 0;
          }
        }
        assertThat(pixels).isEqualTo(object.pixels()).isPositive();
      }
      assertThat(label.camera().intrinsics()[0][0]).isGreaterThan(24.0);
      assertThat(label.camera().cameraToWorld()[3]).containsExactly(0, 0, 0, 1);
    }
  }

  @Test
  void relativesAreNamedAndShareASplit() {
    List<SceneLabel> labels = SceneDataset.labels(written);
    int relatives = 0;
    for (SceneLabel label : labels) {
      SceneLabel.Kin kin = label.kin();
      Integer source = kin.viewOf() == null ? kin.nearDuplicateOf() : kin.viewOf();
      assertThat(source == null).isEqualTo(kin.kind().equals("original"));
      if (source != null) {
        relatives++;
        assertThat(labels.get(source).split()).isEqualTo(label.split());
        assertThat(labels.get(source).label()).isEqualTo(label.label());
      }
    }
    assertThat(relatives).isPositive();
  }

  @Test
  void theTableServesAsAManifest() throws IOException {
    List<String> lines = Files.readAllLines(written.resolve("scenes.csv"));
    assertThat(lines.getFirst()).isEqualTo("id,path,label,split,kin,near_duplicate_of,view_of");
    assertThat(lines).hasSize(41);
    for (String line : lines.subList(1, 41)) {
      assertThat(written.resolve(line.split(",", -1)[1])).exists();
    }
  }

  @Test
  void oneThreadWritesTheSameBytesAsTwo() throws IOException {
    Path alone = folder.resolve("alone");
    DATASET.write(alone, done -> {}, 1);
    assertThat(contents(alone)).isEqualTo(contents(written));
  }

  @Test
  void anEmptyFolderIsFilled() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    new SceneDataset(1, 5, 8).write(empty, done -> {});
    assertThat(names(empty)).hasSize(8);
  }

  @Test
  void aFolderThatHoldsFilesIsRefusedAndLeftAlone() throws IOException {
    Map<String, Integer> before = contents(written);
    assertThatExceptionOfType(DinoException.class)
        .isThrownBy(() -> DATASET.write(written, done -> {}))
        .withMessage(
            "%s already holds files; name a new folder or remove this one".formatted(written));
    assertThat(contents(written)).isEqualTo(before);
  }

  @Test
  void aFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertThatExceptionOfType(DinoException.class)
        .isThrownBy(() -> DATASET.write(file, done -> {}))
        .withMessage("%s is a file; name a new folder".formatted(file));
    assertThat(file).hasContent("mine");
  }

  @Test
  void whatAKilledRunLeftIsReplaced() throws IOException {
    Path left = Files.createDirectories(folder.resolve("again.partial/images/train"));
    Files.writeString(left.resolve("half.png"), "half");
    Files.createFile(folder.resolve("again.partial/.being-written"));
    new SceneDataset(1, 5, 8).write(folder.resolve("again"), done -> {});
    assertThat(names(folder.resolve("again"))).noneMatch(name -> name.contains("half")).hasSize(8);
    assertThat(folder.resolve("again.partial")).doesNotExist();
  }

  @Test
  void aStrangersPartialFolderIsNeverTouched() throws IOException {
    Path theirs = Files.createDirectories(folder.resolve("novel.partial"));
    Files.writeString(theirs.resolve("chapter"), "one");
    assertThatExceptionOfType(DinoException.class)
        .isThrownBy(() -> DATASET.write(folder.resolve("novel"), done -> {}))
        .withMessageContaining("is in the way");
    assertThat(theirs.resolve("chapter")).hasContent("one");
  }

  @Test
  void aFolderThatAnotherRunWritesIsRefused() throws IOException {
    Path busy = Files.createDirectories(folder.resolve("busy.partial"));
    try (FileChannel other =
        FileChannel.open(
            busy.resolve(".being-written"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      assertThatExceptionOfType(DinoException.class)
          .isThrownBy(() -> DATASET.write(folder.resolve("busy"), done -> {}))
          .withMessageContaining("is being written by another run");
    }
    assertThat(busy.resolve(".being-written")).exists();
  }

  @Test
  void aRunThatFailsLeavesNothing() {
    Path target = folder.resolve("failed");
    assertThatThrownBy(() ->
            DATASET.write(
                target,
                done -> {
                  if (done == 5) {
                    throw new IllegalStateException("stop");
                  }
                }))
        .hasMessage("stop");
    assertThat(target).doesNotExist();
    assertThat(folder.resolve("failed.partial")).doesNotExist();
  }

  @Test
  void countsAndSizesOutOfRangeAreRefused() {
    assertThatExceptionOfType(DinoException.class)
        .isThrownBy(() -> new SceneDataset(0, 1, 64))
        .withMessage("0 scenes cannot be made; choose 1 to 1000000");
    assertThatExceptionOfType(DinoException.class)
        .isThrownBy(() -> new SceneDataset(1, 1, 4096))
        .withMessage("scenes of 4096 pixels cannot be drawn; choose 8 to 2048");
  }

  private Raster raster(String name) throws IOException {
    return ImageIO.read(written.resolve(name).toFile()).getRaster();
  }

  private static List<String> names(Path folder) throws IOException {
    return new ArrayList<>(contents(folder).keySet());
  }

  private static Map<String, Integer> contents(Path folder) throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(folder.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
