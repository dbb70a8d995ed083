package io.github.dino4j.pretrain.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.classification.ClassNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSampleTest {
  private static List<String> list(Path folder, int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("%03d.jpg\n".formatted(i));
    }
    Path file = folder.resolve("list.txt");
    Files.writeString(file, text);
    return List.of(file.toString());
  }

  @Test
  void everyImageIsAsLikelyAsTheOthers(@TempDir Path folder) throws IOException {
    List<String> inputs = list(folder, 20);
    int[] drawn = new int[20];
    int rounds = 2000;
    for (int seed = 0; seed < rounds; seed++) {
      for (ImageRecord image : ImageSample.of(inputs, 5, seed)) {
        drawn[Integer.parseInt(image.id().substring(0, 3))]++;
      }
    }

    // A quarter each, within five standard deviations of 2000 draws.
    for (int count : drawn) {
      assertThat(count).isBetween(rounds / 4 - 97, rounds / 4 + 97);
    }
  }

  @Test
  void theSameSeedDrawsTheSameInTheOrderOfTheInput(@TempDir Path folder) throws IOException {
    List<String> inputs = list(folder, 100);
    List<String> first = ImageSample.of(inputs, 10, 7).stream().map(ImageRecord::id).toList();

    assertThat(first).hasSize(10).isSorted().doesNotHaveDuplicates();
    assertThat(ImageSample.of(inputs, 10, 7).stream().map(ImageRecord::id)).isEqualTo(first);
    assertThat(ImageSample.of(inputs, 10, 8).stream().map(ImageRecord::id)).isNotEqualTo(first);
    assertThat(ImageSample.of(inputs, 1000, 7)).hasSize(100);
  }

  private static ImageRecord image(String path, @Nullable String label) {
    return new ImageRecord(
        path, path, new Annotation(label, null), ImageBytes.missing("not needed here"));
  }

  private static List<ImageRecord> images(String... paths) {
    List<ImageRecord> images = new ArrayList<>();
    for (String path : paths) {
      images.add(image(path, null));
    }
    return images;
  }

  @Test
  void foldersAreClasses() {
    List<ImageRecord> images =
        images("a/cat/1.jpg", "a/cat/2.jpg", "a/dog/1.jpg", "b/dog/2.jpg", "a/owl/1.jpg");
    ClassNames classes = ClassNames.of(images).orElseThrow();

    assertThat(classes.count()).isEqualTo(3);
    assertThat(images.stream().map(classes::numberOf)).containsExactly(0, 0, 1, 1, 2);
    assertThat(classes.numberOf(image("else/dog/9.jpg", null))).isEqualTo(1);
    assertThat(classes.numberOf(image("else/fox/9.jpg", null))).isEqualTo(-1);
  }

  @Test
  void oneFolderOrSinglePicturesAreNoClasses() {
    assertThat(ClassNames.of(images("a/1.jpg", "a/2.jpg", "a/3.jpg"))).isEmpty();
    assertThat(ClassNames.of(images("a/1.jpg", "b/2.jpg", "c/3.jpg", "c/4.jpg"))).isEmpty();
    assertThat(
            ClassNames.of(
                images("s-0.tar/1.jpg", "s-0.tar/2.jpg", "s-1.tar/1.jpg", "s-1.tar/2.jpg")))
        .as("shards are no classes")
        .isEmpty();
  }

  @Test
  void whatADatasetSaysOutweighsFolders() {
    List<ImageRecord> images =
        List.of(
            image("a/1.jpg", "7"),
            image("a/2.jpg", "7"),
            image("b/1.jpg", "3"),
            image("b/2.jpg", "3"),
            image("b/3.jpg", null));
    ClassNames classes = ClassNames.of(images).orElseThrow();

    assertThat(images.stream().map(classes::numberOf)).containsExactly(1, 1, 0, 0, -1);
  }
}
