package io.github.dino4j.evaluate.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
  private static List<ImageRecord> images(String... paths) {
    return Stream.of(paths)
        .map(path ->
            new ImageRecord(path, path, new Annotation(null, null), ImageBytes.missing("no need")))
        .toList();
  }

  private static List<Integer> numbers(ClassNames classes, List<ImageRecord> images) {
    return images.stream().map(classes.asCalledBy(images)::numberOf).toList();
  }

  @Test
  void namesKeepTheOrderTheyCameIn() {
    assertThat(ClassNames.named(List.of("dog", "cat")).names()).containsExactly("dog", "cat");
  }

  @Test
  void aSetThatKnowsSomeNamesIsReadByName() {
    ClassNames classes = ClassNames.named(List.of("cat", "dog", "1"));
    assertThat(numbers(classes, images("dog/a.jpg", "1/b.jpg", "fox/c.jpg")))
        .containsExactly(1, 2, -1);
  }

  @Test
  void aSetThatKnowsNumbersOnlyIsReadByNumber() {
    ClassNames classes = ClassNames.named(List.of("n02", "n01", "n03"));
    assertThat(numbers(classes, images("2/a.jpg", "0/b.jpg"))).containsExactly(2, 0);
    assertThat(numbers(classes, images("2/a.jpg", "3/b.jpg"))).containsExactly(-1, -1);
  }

  @Test
  void classesWithoutNamesTakeThoseOfTheSetInOrder() {
    ClassNames numbered = ClassNames.named(LinearHead.numbered(3));
    assertThat(numbers(numbered, images("n03/a.jpg", "n01/b.jpg", "n02/c.jpg", "n01/d.jpg")))
        .containsExactly(2, 0, 1, 0);
    assertThat(numbers(numbered, images("n03/a.jpg", "n01/b.jpg"))).containsExactly(-1, -1);
    assertThat(numbers(numbered, images("2/a.jpg", "0/b.jpg"))).containsExactly(2, 0);
  }
}
