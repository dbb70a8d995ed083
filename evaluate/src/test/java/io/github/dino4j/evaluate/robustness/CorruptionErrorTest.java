package io.github.dino4j.evaluate.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.evaluate.corruption.CorruptionType;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorruptionErrorTest {
  private static Map<String, Object> golden;

  static <V> V at(Map<?, ? extends V> map, Object key) {
    return Objects.requireNonNull(map.get(key));
  }

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            CorruptionErrorTest.class.getResourceAsStream("/golden/eval/corruption_error.json"))) {
      golden = Json.object(in.readAllBytes());
    }
  }

  private static Map<CorruptionType, double[]> errors(String name) {
    Map<CorruptionType, double[]> errors = new EnumMap<>(CorruptionType.class);
    ((Map<?, ?>) at(golden, name))
        .forEach((type, row) ->
            errors.put(
                CorruptionType.valueOf(type.toString().toUpperCase(Locale.ROOT)),
                ((List<?>) row).stream().mapToDouble(x -> (Double) x).toArray()));
    return errors;
  }

  private static void assertEqual(CorruptionError actual, String name) {
    Map<?, ?> expected = (Map<?, ?>) at(golden, name);
    assertThat(actual.mean().value()).isCloseTo((Double) expected.get("mean"), within(1e-12));
    assertThat(actual.byType()).hasSize(expected.size() - 1);
    actual
        .byType()
        .forEach((type, error) ->
            assertThat(error.value())
                .isCloseTo((Double) expected.get(type.label()), within(1e-12)));
  }

  @Test
  void equalsTheFormulaAgainstAlexNet() {
    CorruptionError error = CorruptionError.of(errors("errors"), BaselineErrors.alexNet());
    assertEqual(error, "against_alexnet");
    assertThat(error.meanError().value()).isCloseTo((0.618 + 0.428) / 2, within(1e-12));
  }

  @Test
  void equalsTheFormulaAgainstAnyBaseline() {
    BaselineErrors baseline = BaselineErrors.of(errors("baseline"));
    assertEqual(CorruptionError.of(errors("errors"), baseline), "against_baseline");
  }

  @Test
  void alexNetItselfIsOne() {
    Map<CorruptionType, double[]> own = new EnumMap<>(CorruptionType.class);
    BaselineErrors.alexNet().meanErrors().forEach((type, e) -> own.put(type, new double[] {e}));
    CorruptionError error = CorruptionError.of(own, BaselineErrors.alexNet());
    assertThat(error.mean().value()).isCloseTo(1, within(1e-12));
    // The published mean of AlexNet's 15 errors, which papers print as 78.9.
    assertThat(error.meanError().value()).isCloseTo(0.789, within(0.0005));
  }

  @Test
  void saysWhatIsMissing() {
    Map<CorruptionType, double[]> fog = Map.of(CorruptionType.FOG, new double[] {0.5});
    BaselineErrors snow = BaselineErrors.of(Map.of(CorruptionType.SNOW, new double[] {0.5}));
    assertThatThrownBy(() -> CorruptionError.of(fog, snow))
        .isInstanceOf(DinoException.class)
        .hasMessage("the baseline has no error for fog");
    assertThatThrownBy(() -> BaselineErrors.of(Map.of(CorruptionType.SNOW, new double[] {0})))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("the baseline errs on snow with 0.0");
    assertThatThrownBy(() -> CorruptionError.of(Map.of(), snow)).isInstanceOf(DinoException.class);
  }

  @Test
  void imagesGiveTheSameFiguresWithIntervals() {
    double[][] fog = {{1, 0, 1, 0}, {1, 1, 1, 0}};
    double[][] snow = {{0, 0, 0, 1}};
    BaselineErrors baseline =
        BaselineErrors.of(
            Map.of(CorruptionType.FOG, new double[] {0.5}, CorruptionType.SNOW, new double[] {1}));

    CorruptionError error =
        CorruptionError.ofImages(
            Map.of(CorruptionType.FOG, fog, CorruptionType.SNOW, snow), baseline);

    assertThat(at(error.byType(), CorruptionType.FOG).value()).isEqualTo(0.625 / 0.5);
    assertThat(error.mean().value()).isEqualTo((0.625 / 0.5 + 0.25) / 2);
    assertThat(error.meanError().value()).isEqualTo((0.625 + 0.25) / 2);
    assertThat(error.mean().low()).isLessThan(error.mean().value());
    assertThat(error.mean().high()).isGreaterThan(error.mean().value());
    Map<CorruptionType, double[][]> uneven =
        Map.of(CorruptionType.FOG, new double[][] {{1, 0}, {1}});
    assertThatThrownBy(() -> CorruptionError.ofImages(uneven, baseline))
        .hasMessage("fog has 2 images at one severity and 1 at another");
  }
}
