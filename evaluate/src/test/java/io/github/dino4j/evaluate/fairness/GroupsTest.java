package io.github.dino4j.evaluate.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.data.record.Annotation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GroupsTest {
  private static Map<String, Object> golden;

  static <V> V at(Map<?, ? extends V> map, Object key) {
    return Objects.requireNonNull(map.get(key));
  }

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(GroupsTest.class.getResourceAsStream("/golden/eval/groups.json"))) {
      golden = Json.object(in.readAllBytes());
    }
  }

  static Annotation row(String... columns) {
    var row = new LinkedHashMap<String, String>();
    for (int i = 0; i < columns.length; i += 2) {
      row.put(columns[i], columns[i + 1]);
    }
    return Annotation.ofColumns(row);
  }

  @Test
  void incomesFallIntoTheBucketsOfTheFormula() {
    List<String> buckets =
        ((List<?>) at(golden, "incomes"))
            .stream()
                .map(income -> Grouping.income("income").group(row("income", income.toString())))
                .toList();
    assertThat(buckets).isEqualTo(golden.get("buckets"));
  }

  @Test
  void accuracyByGroupAndItsGapEqualTheFormula() {
    double[] hits =
        ((List<?>) at(golden, "hits"))
            .stream().mapToDouble(x -> ((Long) x).doubleValue()).toArray();
    List<String> regions =
        ((List<?>) at(golden, "regions")).stream().map(Object::toString).toList();

    GroupFigures figures = GroupFigures.of(hits, regions);

    Map<?, ?> accuracy = (Map<?, ?>) at(golden, "accuracy");
    assertThat(figures.groups()).hasSize(accuracy.size());
    figures
        .groups()
        .forEach((name, group) ->
            assertThat(group.mean().value()).isCloseTo((Double) accuracy.get(name), within(1e-12)));
    assertThat(figures.gap().value()).isCloseTo((Double) golden.get("gap"), within(1e-12));
    assertThat(figures.gap().low()).isBetween(0.0, figures.gap().value());
    assertThat(figures.gap().high()).isGreaterThan(figures.gap().value());
    assertThat(figures.worst()).isEqualTo("af");
    assertThat(figures.withoutGroup()).isZero();
  }

  @Test
  void imagesWithoutGroupAreLeftOut() {
    GroupFigures figures =
        GroupFigures.of(new double[] {1, 0, 0, 1}, Arrays.asList("b", null, "a", "b"));
    assertThat(figures.withoutGroup()).isEqualTo(1);
    assertThat(figures.overall().value()).isEqualTo(2 / 3.0);
    assertThat(at(figures.groups(), "b").images()).isEqualTo(2);
    assertThat(figures.gap().value()).isEqualTo(1);
    assertThatThrownBy(() -> GroupFigures.of(new double[1], Arrays.asList((String) null)))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("no image has a group");
  }

  @Test
  void groupsPeopleByToneAgeAndBoth() {
    Grouping tone = Grouping.skinTone("fitzpatrick");
    assertThat(tone.group(row("fitzpatrick", "3"))).isEqualTo("lighter");
    assertThat(tone.group(row("fitzpatrick", "4"))).isEqualTo("darker");
    assertThat(tone.group(row("fitzpatrick", ""))).isNull();
    Grouping age = Grouping.age("age");
    assertThat(age.group(row("age", "17"))).isNull();
    assertThat(age.group(row("age", "29.5"))).isEqualTo("18-30");
    assertThat(age.group(row("age", "30"))).isEqualTo("30-45");
    assertThat(age.group(row("age", "69"))).isEqualTo("45-70");
    assertThat(age.group(row("age", "70"))).isEqualTo("70+");
    Grouping both = Grouping.column("gender").by(tone);
    assertThat(both.group(row("gender", "female", "fitzpatrick", "6"))).isEqualTo("female, darker");
    assertThat(both.group(row("gender", "female"))).isNull();
  }

  @Test
  void refusesWhatIsNoGroup() {
    assertThatThrownBy(() -> Grouping.skinTone("tone").group(row("tone", "7")))
        .isInstanceOf(DinoException.class)
        .hasMessage("tone is 7.0, not 1 to 6");
    assertThatThrownBy(() -> Grouping.age("age").group(row("age", "old")))
        .hasMessage("age is no number: old");
    assertThatThrownBy(() -> Grouping.income("income").group(row("income", "0")))
        .hasMessage("income is 0.0, not above 0");
  }
}
