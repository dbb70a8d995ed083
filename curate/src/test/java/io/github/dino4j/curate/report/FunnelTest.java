package io.github.dino4j.curate.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.curate.folder.StageSummary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunnelTest {
  private static StageSummary stage(String name, String from, long in, long kept) {
    Map<String, Long> dropped = in == kept ? Map.of() : Map.of("duplicate", in - kept);
    return new StageSummary("dedup", name, from, in, kept, dropped, Map.of(), Map.of(), "");
  }

  @Test
  void aRunThatAddsUpHasNoMistakes() {
    Funnel funnel = new Funnel(List.of(stage("a", "pool", 9, 7), stage("b", "a", 7, 4)), 4);
    assertThat(funnel.mistakes()).isEmpty();
    assertThat(funnel.html()).contains("9 images", "7 of 9 (77.8 %); without 2 duplicate");
  }

  @Test
  void namesTheStagesThatDoNotFit() {
    Funnel funnel = new Funnel(List.of(stage("a", "pool", 9, 7), stage("b", "a", 8, 4)), 5);
    assertThat(funnel.mistakes())
        .containsExactly(
            "a kept 7 images, but 8 came into b: one of both folders is of another run",
            "b kept 4 images, but the manifest holds 5");
    assertThat(funnel.html()).contains("class=\"warning\"");
  }
}
