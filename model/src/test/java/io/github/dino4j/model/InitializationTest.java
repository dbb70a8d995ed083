package io.github.dino4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class InitializationTest {
  private static final VisionTransformerConfig CONFIG = Variant.of("reg4").config();

  @Test
  void drawsTheDistributionsOfTheReference() {
    try (Scope scope = Scope.open();
        VisionTransformer model = Initialization.of(CONFIG, 1)) {
      assertDeviation(model, "blocks.0.mlp.fc1.weight", 0.02, 0.001);
      assertDeviation(model, "pos_embed", 0.02, 0.002);
      assertDeviation(model, "register_tokens", 1e-6, 3e-7);
      // PyTorch's convolution: uniform within 1 / sqrt(fan in), so a deviation of that over sqrt(3)
      assertDeviation(model, "patch_embed.proj.weight", 1 / Math.sqrt(588 * 3), 0.001);
      assertThat(values(model, "mask_token")).containsOnly(0);
      assertThat(values(model, "blocks.1.attn.qkv.bias")).containsOnly(0);
      assertThat(values(model, "blocks.1.norm1.weight")).containsOnly(1);
      assertThat(values(model, "blocks.1.ls1.gamma")).containsOnly((float) CONFIG.layerScale());
    }
  }

  @Test
  void theSeedDecides() {
    try (Scope scope = Scope.open();
        VisionTransformer first = Initialization.of(CONFIG, 7);
        VisionTransformer again = Initialization.of(CONFIG, 7);
        VisionTransformer other = Initialization.of(CONFIG, 8)) {
      assertThat(values(first, "pos_embed")).isEqualTo(values(again, "pos_embed"));
      assertThat(values(first, "pos_embed")).isNotEqualTo(values(other, "pos_embed"));
    }
  }

  @Test
  void sincosMakesNearPlacesAlikeAndKeepsTheDeviation() {
    Initialization.Spread spread =
        new Initialization.Spread(0.02, 0.5, Initialization.Positions.SINCOS);
    try (Scope scope = Scope.open();
        VisionTransformer model = Initialization.of(CONFIG, 1, spread)) {
      assertDeviation(model, "pos_embed", 0.5, 0.02);
      float[] values = values(model, "pos_embed");
      double near = likeness(values, 0, 1);
      double below = likeness(values, 0, CONFIG.grid().columns());
      double diagonal = likeness(values, 0, CONFIG.grid().columns() + 1);
      double far = likeness(values, 0, CONFIG.grid().columns() * CONFIG.grid().columns() - 1);
      assertThat(near).isBetween(0.7, 0.95).isCloseTo(below, within(0.05));
      assertThat(diagonal).isLessThan(near);
      assertThat(far).isLessThan(0.5).isLessThan(diagonal);
    }
  }

  /** Cosine of the embeddings of two patches. */
  private static double likeness(float[] values, int one, int other) {
    int dim = CONFIG.dim();
    double product = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < dim; i++) {
      double a = values[(1 + one) * dim + i];
      double b = values[(1 + other) * dim + i];
      product += a * b;
      first += a * a;
      second += b * b;
    }
    return product / Math.sqrt(first * second);
  }

  private static void assertDeviation(
      VisionTransformer model, String name, double expected, double tolerance) {
    double sum = 0;
    float[] values = values(model, name);
    for (float value : values) {
      sum += (double) value * value;
    }
    assertThat(Math.sqrt(sum / values.length)).as(name).isCloseTo(expected, within(tolerance));
  }

  private static float[] values(VisionTransformer model, String name) {
    return Tensors.toFloats(Objects.requireNonNull(model.parameters().named().get(name), name));
  }
}
