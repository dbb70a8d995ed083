package io.github.dino4j.pretrain.optimizer;

import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.pretrain.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterGroupsTest {
  @ParameterizedTest
  @CsvSource({
    "tiny, 3",
    "tiny_reg4, 3",
    "tiny_chunked, 4",
    "tiny_swiglu, 3",
    "vit_large, 24",
    "vit_large_chunked, 24",
    "dino_head, 0"
  })
  void groupsEqualTheReference(String name, int depth) {
    JsonNode golden = Golden.json("schedules/parameter_groups").get(name);
    ParameterGroups groups =
        new ParameterGroups(
            depth,
            golden.get("lr_decay_rate").asDouble(),
            golden.get("patch_embed_lr_mult").asDouble());
    List<String> names = new ArrayList<>();
    for (JsonNode row : golden.get("parameters")) {
      String full = row.get(0).asText();
      String canonical = full.replaceFirst("^blocks\\.\\d+\\.(\\d+)\\.", "blocks.$1.");
      names.add(canonical);
      var multipliers = groups.multipliers(canonical);
      assertRelative(canonical, multipliers.learningRate(), row.get(1).asDouble(), 1e-12);
      assertThat(multipliers.weightDecay()).as(canonical).isEqualTo(row.get(2).asDouble());
      assertThat(multipliers.lastLayer()).as(canonical).isEqualTo(row.get(3).asBoolean());
    }
    checkFused(groups.fuse(names), golden.get("fused_groups_in_order"));
  }

  private static void checkFused(List<ParameterGroup> fused, JsonNode expected) {
    assertThat(fused).hasSize(expected.size());
    for (int i = 0; i < fused.size(); i++) {
      var multipliers = fused.get(i).multipliers();
      assertRelative(
          "group " + i, multipliers.learningRate(), expected.get(i).get(0).asDouble(), 1e-12);
      assertThat(multipliers.weightDecay()).isEqualTo(expected.get(i).get(1).asDouble());
      assertThat(multipliers.lastLayer()).isEqualTo(expected.get(i).get(2).asBoolean());
      assertThat(fused.get(i).names()).hasSize(expected.get(i).get(3).asInt());
    }
  }
}
