package io.github.dino4j.evaluate.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.retrieval.Embeddings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairnessTest {
  @TempDir Path folder;

  private ClassMap map(String json) throws IOException {
    return ClassMap.read(Files.writeString(folder.resolve("map.json"), json));
  }

  private static RankedClasses image(List<String> classes, String... columns) {
    double[] probabilities = new double[classes.size()];
    Arrays.setAll(probabilities, i -> 0.4 - 0.07 * i); // the fifth has 0.12, a sixth 0.05
    return new RankedClasses(classes, probabilities, GroupsTest.row(columns));
  }

  private static double mean(GroupFigures figures, String group) {
    return GroupsTest.at(figures.groups(), group).mean().value();
  }

  @Test
  void dollarStreetCountsAnyOfTheFirstFiveClasses() throws IOException {
    ClassMap concepts = map("{\"stove\": [\"oven\", \"fire\"], \"bed\": [\"bed\", \"sofa\"]}");
    List<RankedClasses> images =
        List.of(
            image(
                List.of("a", "b", "c", "d", "oven"),
                "label",
                "stove",
                "region",
                "as",
                "income",
                "50"),
            image(
                List.of("a", "b", "c", "d", "e", "oven"),
                "label",
                "stove",
                "region",
                "as",
                "income",
                "500"),
            image(List.of("sofa", "fire"), "label", "bed", "region", "eu", "income", "5000"),
            image(List.of("fire"), "label", "bed", "region", "eu", "income", "5000"));

    DollarStreet result = DollarStreet.evaluate(images, concepts);

    assertThat(mean(result.byRegion(), "as")).isEqualTo(0.5);
    assertThat(result.byIncome().groups()).containsOnlyKeys("low", "medium", "high");
    assertThat(mean(result.byIncome(), "low")).isEqualTo(1);
    assertThat(result.byIncome().worst()).isEqualTo("medium");
    List<RankedClasses> unknown = List.of(image(List.of("a"), "label", "lamp"));
    assertThatThrownBy(() -> DollarStreet.by(Grouping.column("region"), unknown, concepts))
        .isInstanceOf(DinoException.class)
        .hasMessage("the map has no classes for the concept lamp");
  }

  @Test
  void labelsCountIfTheyAreLikelyAndOfTheCategory() throws IOException {
    ClassMap categories = map("{\"Human\": [\"face\", \"person\"], \"Crime\": [\"prison\"]}");
    List<RankedClasses> images =
        List.of(
            image(List.of("face", "prison"), "gender", "female"),
            image(List.of("cat", "dog", "bird", "fish", "prison"), "gender", "female"),
            image(List.of("cat", "dog", "bird", "fish", "cow", "prison"), "gender", "male"),
            new RankedClasses(
                List.of("person", "prison"),
                new double[] {0.1, 0.0999},
                GroupsTest.row("gender", "male")));

    LabelAssociation result =
        LabelAssociation.evaluate(images, categories, Grouping.column("gender"));

    GroupFigures human = GroupsTest.at(result.byCategory(), "Human");
    assertThat(mean(human, "female")).isEqualTo(0.5);
    assertThat(mean(human, "male")).isEqualTo(0.5);
    GroupFigures crime = GroupsTest.at(result.byCategory(), "Crime");
    assertThat(mean(crime, "female")).isEqualTo(1);
    assertThat(mean(crime, "male")).isEqualTo(0);
    assertThat(crime.gap().value()).isEqualTo(1);
  }

  @Test
  void picturesLookForOthersOfTheirAttribute() {
    float[] angles = {0, 0.1f, 0.3f, 1, 1.15f};
    float[] values = new float[10];
    for (int i = 0; i < 5; i++) {
      values[2 * i] = (float) Math.cos(angles[i]);
      values[2 * i + 1] = (float) Math.sin(angles[i]);
    }
    List<@Nullable String> attributes = Arrays.asList("a", "a", "b", "b", null);

    SortedMap<Integer, GroupFigures> result =
        AttributeRetrieval.evaluate(new Embeddings(values, 2), attributes, List.of(1, 2));

    // Nearest: 0 -> 1, 2; 1 -> 0, 2; 2 -> 1, 0; 3 -> 4, 2. The last has no attribute.
    assertThat(mean(GroupsTest.at(result, 1), "a")).isEqualTo(1);
    assertThat(mean(GroupsTest.at(result, 1), "b")).isEqualTo(0);
    assertThat(mean(GroupsTest.at(result, 2), "a")).isEqualTo(0.5);
    assertThat(mean(GroupsTest.at(result, 2), "b")).isEqualTo(0.25);
    assertThat(GroupsTest.at(result, 2).withoutGroup()).isEqualTo(1);
  }

  @Test
  void refusesAMapThatIsNone() {
    assertThatThrownBy(() -> map("{\"bed\": 3}"))
        .hasMessageEndingWith("bed has no list of classes");
  }
}
