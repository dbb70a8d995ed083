package io.github.dino4j.features.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenIdsTest {
  @Test
  void anIdIsNewOnce() {
    SeenIds seen = new SeenIds();
    int count = 10_000; // several times more than it begins with
    for (int i = 0; i < count; i++) {
      assertThat(seen.contains("image " + i)).isFalse();
      assertThat(seen.add("image " + i)).isTrue();
      assertThat(seen.add("image " + i)).isFalse();
    }
    for (int i = 0; i < count; i++) {
      assertThat(seen.contains("image " + i)).isTrue();
      assertThat(seen.contains("another " + i)).isFalse();
    }
  }
}
