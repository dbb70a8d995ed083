package io.github.dino4j.pretrain.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossPlanTest {
  private static LossPlan plan(String... overrides) {
    return LossPlan.of(ConfigFile.defaults().with(List.of(overrides)).config());
  }

  @ParameterizedTest
  @CsvSource({"true, 1, IBOT, 2048", "false, 1, DINO, 1024", "true, 0, DINO, 1024"})
  void samplesGoThroughOneHeadEach(
      boolean separate, double weight, HeadName patchHead, int prototypes) {
    LossPlan plan =
        plan(
            "ibot.separate_head=" + separate,
            "ibot.loss_weight=" + weight,
            "dino.head_n_prototypes=1024",
            "ibot.head_n_prototypes=2048");
    assertThat(plan.patchHead()).isEqualTo(patchHead);
    assertThat(plan.prototypes(plan.patchHead())).isEqualTo(prototypes);
    assertThat(plan.heads().keySet().stream().flatMap(head -> plan.projected(head).stream()))
        .containsExactly(Loss.DINO_LOCAL, Loss.DINO_GLOBAL, Loss.IBOT);
  }

  @ParameterizedTest
  @CsvSource({
    "dino.loss_weight=0, 'IBOT, KOLEO'",
    "crops.local_crops_number=0, 'DINO_GLOBAL, IBOT, KOLEO'",
    "ibot.loss_weight=0, 'DINO_LOCAL, DINO_GLOBAL, KOLEO'",
    "dino.koleo_loss_weight=0, 'DINO_LOCAL, DINO_GLOBAL, IBOT'"
  })
  void aLossOfNoWeightIsLeftOut(String override, String left) {
    LossPlan plan = plan(override);
    assertThat(List.of(Loss.values()).stream().filter(plan::has).map(Loss::name))
        .containsExactly(left.split(", "));
  }

  /** Eight local crops have 16 pairs with the views, and the global ones two with each other. */
  @Test
  void scalesAreTheWeightsOfTheReference() {
    LossPlan plan =
        plan(
            "crops.local_crops_number=8",
            "dino.loss_weight=9",
            "ibot.loss_weight=3",
            "dino.koleo_loss_weight=0.5");
    assertThat(plan.localPairs()).isEqualTo(16);
    assertThat(plan.pairs()).isEqualTo(18);
    assertThat(plan.scale(Loss.DINO_LOCAL, 0.5)).isEqualTo(0.25);
    assertThat(plan.scale(Loss.DINO_GLOBAL, 0.5)).isEqualTo(0.5);
    assertThat(plan.scale(Loss.IBOT, 0.5)).isEqualTo(1.5);
    assertThat(plan.scale(Loss.KOLEO, 0.5)).isEqualTo(0.25);
  }
}
