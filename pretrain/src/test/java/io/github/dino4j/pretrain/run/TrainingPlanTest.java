package io.github.dino4j.pretrain.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.Presets;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.step.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingPlanTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "student.ffn_layer=mlp",
        "student.ffn_layer=swiglu",
        "student.num_register_tokens=4",
        "ibot.separate_head=true"
      })
  void parametersAreCountedWithoutMakingThem(String override) {
    PretrainConfig config =
        Presets.lay("thumbnails", ConfigFile.defaults()).with(List.of(override)).config();
    TrainingPlan plan = new TrainingPlan(config, 1000, 1);
    try (Network network = Network.of(config)) {
      assertThat(plan.backboneParameters()).isEqualTo(network.backbone().parameters().count());
      assertThat(plan.headParameters() + plan.backboneParameters()).isEqualTo(network.count());
    }
  }

  @Test
  void everyPresetDescribesARun() {
    for (String name : Presets.NAMES) {
      PretrainConfig config = Presets.lay(name, ConfigFile.defaults()).config();
      if (!name.equals("high-resolution")) { // it is laid over another one
        assertThat(new TrainingPlan(config, 100_000, 2).lines()).containsKeys("steps", "memory");
      }
    }
  }
}
