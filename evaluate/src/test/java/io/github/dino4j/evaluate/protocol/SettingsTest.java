package io.github.dino4j.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private final Settings settings =
      Settings.of(
          Setting.of("k", "10,20", "neighbours"),
          Setting.of("rate", 0.1, "of learning"),
          Setting.of("shots", 0, "images a class"),
          Setting.of("norm", true, "or not"));

  @Test
  void whatIsGivenReplacesDefaults() {
    Settings given = settings.with(List.of("k=5", "norm=false"));

    assertThat(given.integers("k", 1)).containsExactly(5);
    assertThat(given.flag("norm")).isFalse();
    assertThat(given.real("rate")).isEqualTo(0.1);
    assertThat(settings.integers("k", 1)).containsExactly(10, 20);
  }

  @Test
  void anUnknownKeyIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> settings.with(List.of("neighbours=5")))
        .isInstanceOf(DinoException.class)
        .hasMessage("neighbours=5: settings are key=value, with the keys k, rate, shots, norm");
  }

  @Test
  void whatIsNoNumberIsRefused() {
    Settings given = settings.with(List.of("shots=-1", "k=3,x", "norm=yes"));

    assertThatThrownBy(() -> given.integer("shots", 0))
        .hasMessage("shots=-1 is no number that fits");
    assertThatThrownBy(() -> given.integers("k", 1)).hasMessage("k=x is no number that fits");
    assertThatThrownBy(() -> given.choice("norm", Map.of("true", 1, "false", 2)))
        .hasMessage("norm=yes: it is one of false, true");
  }
}
