package io.github.dino4j.model;

import static io.github.dino4j.model.Closeness.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.torch.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The released architectures with weights drawn by the recipe. */
class FullSizeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vits14_224",
        "vits14_518",
        "vits14_reg_224",
        "vits14_reg_518",
        "vitb14_224",
        "vitb14_reg_224",
        "vitl14_224",
        "vitg14_224"
      })
  void equalsTheReference(String name) {
    JsonNode json = Golden.json("vit_full_size/" + name);
    int size = Integer.parseInt(name.substring(name.lastIndexOf('_') + 1));
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model = new VisionTransformer(config(name))) {
      Recipe.fill(model.parameters(), 777);
      Recipe.check(model.parameters(), json.get("weights"));
      Golden.Fixture expected = Golden.tensors("vit_full_size/" + name);
      Tokens tokens = model.forward(Recipe.image(778, 1, 3, size, size));
      assertClose("cls", tokens.cls(), expected.get("x_norm_clstoken"), 5e-5);
      Tensor picked = tokens.patches().index_select(1, expected.get("patch_indices"));
      assertClose("patches", picked, expected.get("x_norm_patchtokens"), 5e-5);
      assertClose(
          "prenorm", tokens.prenorm().select(1, 0), expected.get("x_prenorm_clstoken"), 5e-5);
      assertClose("mean", tokens.patches().mean(1L), expected.get("patch_mean"), 5e-5);
      if (model.config().registers() > 0) {
        assertClose("registers", tokens.registerTokens(), expected.get("x_norm_regtokens"), 5e-5);
      }
    }
  }

  static VisionTransformerConfig config(String name) {
    VisionTransformerConfig config =
        switch (name.charAt(3)) {
          case 's' -> VisionTransformerConfig.small();
          case 'b' -> VisionTransformerConfig.base();
          case 'l' -> VisionTransformerConfig.large();
          default -> VisionTransformerConfig.giant();
        };
    return name.contains("_reg_") ? config.withRegisters(4) : config;
  }
}
