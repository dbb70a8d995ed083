package io.github.dino4j.evaluate.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.evaluate.features.ZeroPadding;
import io.github.dino4j.image.Size;
import org.junit.jupiter.api.Test;

class PaddingTest {
  @Test
  void padsBothSidesAsTheReference() {
    JsonNode golden = Golden.json("eval/center_padding");
    int patch = golden.get("multiple").asInt();
    for (JsonNode each : golden.get("cases")) {
      int width = each.get("width").asInt();
      int height = each.get("height").asInt();
      int left = each.get("left").asInt();
      int top = each.get("top").asInt();
      assertThat(ZeroPadding.centered(new Size(width, height), patch).left()).isEqualTo(left);
      assertThat(ZeroPadding.centered(new Size(width, height), patch).top()).isEqualTo(top);
      assertThat(left + width + each.get("right").asInt())
          .isEqualTo(Math.ceilDiv(width, patch) * patch);
    }
  }
}
