package io.github.dino4j.model;

import static io.github.dino4j.model.Closeness.assertClose;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** The same draws as the reference from the same seed, so the same samples are kept. */
class StochasticDepthTest {
  @Test
  void keptSamplesAlone() {
    check("subset", 0.3, false);
  }

  @Test
  void perSampleBelowATenth() {
    check("per_sample", 0.05, false);
  }

  @Test
  void severalCropSizes() {
    check("list", 0.3, true);
  }

  private static void check(String form, double rate, boolean list) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model = Variant.of("plain").build()) {
      Golden.Fixture expected = Golden.tensors("vit/stochastic_depth");
      Crops image = new Crops(Recipe.image(160, 5, 3, 42, 42), null);
      Crops local = new Crops(Golden.tensors("vit/inputs").get("image/42x42"), null);
      ForwardMode mode = new ForwardMode(rate, ScalarType.Float, Tensors.generator(400));
      List<Tokens> tokens = model.forward(list ? List.of(image, local) : List.of(image), mode);
      for (int i = 0; i < tokens.size(); i++) {
        String key = form + "/x_prenorm/" + i;
        assertClose(key, tokens.get(i).prenorm(), expected.get(key), 2e-5);
      }
    }
  }
}
