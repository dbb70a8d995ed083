package io.github.dino4j.curate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.dedup.Keep;
import io.github.dino4j.curate.stage.ClusterStage;
import io.github.dino4j.curate.stage.DedupStage;
import io.github.dino4j.curate.stage.SampleStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
  @Test
  void stagesFollowOneAnotherUnlessTheySayOtherwise() {
    Plan plan =
        Plan.parse(
            "plan",
            """
            pool: [a.parquet, b.parquet]
            stages:
              - filter
              - dedup: {threshold: 9e-1, keep: nearest, name: unique}
              - sample: {size: 10, from: filter}
              - sample: {size: 5}
              - mix: {size: 3, sources: {unique: 1, sample: 2.5}}
            """);
    assertThat(plan.stages())
        .extracting(PlannedStage::name)
        .containsExactly("filter", "unique", "cluster", "sample", "sample-2", "mix");
    assertThat(plan.stages())
        .extracting(PlannedStage::from)
        .containsExactly("pool", "filter", "filter", "cluster", "sample", "");
    DedupStage dedup = (DedupStage) plan.stages().get(1).stage();
    assertThat(dedup.search().threshold()).isEqualTo(0.9f);
    assertThat(dedup.rule().keep()).isEqualTo(Keep.NEAREST);
    assertThat(plan.stages().get(2).stage()).isInstanceOf(ClusterStage.class);
    assertThat(plan.stages().get(4).stage()).isInstanceOf(SampleStage.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stages: [filter] | \"pool\", or \"images\"",
        "{pool: a, images: b, stages: [filter]} | one of both",
        "pool: a | \"stages\" is missing",
        "{pool: a, stages: [filtre]} | no stage \"filtre\"",
        "{pool: a, stage: [filter]} | no key \"stage\"",
        "{pool: a, stages: [{dedup: {treshold: 1}}]} | no key \"dedup.treshold\"",
        "{pool: a, stages: [{dedup: {threshold: high}}]} | \"dedup.threshold\" is \"high\"",
        "{pool: a, stages: [{dedup: {threshold: 2}}]} | a cosine of 2.0",
        "{pool: a, stages: [{dedup: {keep: best}}]} | choose best-quality, first",
        "{pool: a, stages: [{dedup: {strict: 7}}]} | true or false",
        "{pool: a, stages: [{sample: {size: 0}}]} | a whole number from 1 on",
        "{pool: a, stages: [sample]} | \"sample.size\" is missing",
        "{pool: a, stages: [{against: {sets: test}}]} | it has none",
        "{pool: a, sets: {t: b}, stages: [{against: {sets: u}}]} | name sets of the plan: t",
        "{pool: a, sets: {t: b}, stages: [{retrieve: {}}]} | \"retrieve.seeds\" is missing",
        "{pool: a, sets: {t: b}, stages: [{retrieve: {seeds: {u: {}}}}]} | name sets of the plan: t",
        "{pool: a, stages: [{filter: {from: dedup}}]} | name a stage before it, or pool",
        "{pool: a, stages: [{filter: {name: x}}, {dedup: {name: x}}]} | two stages or sets",
        "{pool: a, stages: [{mix: {size: 3, sources: {x: 1}}}]} | name stages before it",
        "{pool: a, stages: [{leaks: {drop: all}}]} | choose of leak, outlier, label",
        "{pool: a, stages: [{leaks: {outliers: 2}}]} | a part from 0 to 1",
        "{pool: a, pool: b, stages: [filter]} | not valid YAML at line 1",
        "[1, 2] | \"key: value\" lines"
      })
  void whatIsWrongIsToldByItsKey(String yaml, String message) {
    assertThatThrownBy(() -> Plan.parse("my.yaml", yaml))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
  }
}
