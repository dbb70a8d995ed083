package io.github.dino4j.model;

import static io.github.dino4j.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the reference's outputs for tiny models; tolerances from the fixtures' README. */
class VisionTransformerTest {
  private static final double TOLERANCE = 2e-5;

  @ParameterizedTest
  @ValueSource(strings = {"plain", "reg4", "swiglu", "chunked", "nobias", "grid37"})
  void forwardEqualsTheReference(String variant) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model = Variant.of(variant).build()) {
      Golden.Fixture inputs = Golden.tensors("vit/inputs");
      Golden.Fixture expected = Golden.tensors("vit/" + variant);
      for (String size : List.of("98x98", "126x126", "98x140", "140x70")) {
        check(size, model.forward(inputs.get("image/" + size)), expected);
      }
      for (String size : List.of("98x98", "98x140")) {
        Crops masked = new Crops(inputs.get("image/" + size), inputs.get("mask/" + size));
        check(
            size + "/masked",
            model.forward(List.of(masked), ForwardMode.EVALUATION).getFirst(),
            expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "reg4", "swiglu", "chunked", "nobias", "grid37"})
  void severalCropSizesInOnePass(String variant) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model = Variant.of(variant).build()) {
      Golden.Fixture inputs = Golden.tensors("vit/inputs");
      Crops global = new Crops(inputs.get("image/98x98"), inputs.get("mask/98x98"));
      Crops local = new Crops(inputs.get("image/42x42"), null);
      List<Tokens> tokens = model.forward(List.of(global, local), ForwardMode.EVALUATION);
      check("nested/global", tokens.getFirst(), Golden.tensors("vit/" + variant));
      check("nested/local", tokens.getLast(), Golden.tensors("vit/" + variant));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "reg4", "swiglu", "chunked", "nobias", "grid37"})
  void intermediateLayersAndAttention(String variant) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model = Variant.of(variant).build()) {
      Tensor image = Golden.tensors("vit/inputs").get("image/98x140");
      Golden.Fixture expected = Golden.tensors("vit/" + variant);
      int depth = model.config().depth();
      Map<String, List<Integer>> choices =
          Map.of("last2", List.of(depth - 2, depth - 1), "list", List.of(depth - 1, 0));
      choices.forEach((choice, blocks) -> {
        for (boolean norm : new boolean[] {true, false}) {
          List<Tokens> layers =
              model.intermediateLayers(image, new Layers(blocks, norm), ForwardMode.EVALUATION);
          for (int i = 0; i < layers.size(); i++) {
            String key = "layers/%s/norm_%s/%d/".formatted(choice, norm, i);
            assertClose(key, layers.get(i).patches(), expected.get(key + "patches"), TOLERANCE);
            assertClose(key, layers.get(i).cls(), expected.get(key + "cls"), TOLERANCE);
          }
        }
      });
      assertClose(
          "attention",
          model.lastAttention(image),
          expected.get("attention/98x140/last"),
          TOLERANCE);
    }
  }

  /** Shows a wrong norm epsilon, which moves these by 0.18. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "reg4"})
  void smallVariance(String variant) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model = Variant.of(variant).build()) {
      model.parameters().named().forEach(VisionTransformerTest::shrink);
      Golden.Fixture expected = Golden.tensors("vit/" + variant);
      Tokens tokens = model.forward(Golden.tensors("vit/inputs").get("image/98x98"));
      assertClose("cls", tokens.cls(), expected.get("small_variance/98x98/x_norm_clstoken"), 5e-5);
      assertClose(
          "patches",
          tokens.patches(),
          expected.get("small_variance/98x98/x_norm_patchtokens"),
          5e-5);
    }
  }

  private static void shrink(String name, Tensor parameter) {
    boolean shrinks =
        name.contains("token")
            || name.equals("pos_embed")
            || name.startsWith("patch_embed")
            || name.endsWith("gamma");
    if (shrinks) {
      parameter.mul_(new Scalar(0.01));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "reg4", "swiglu", "chunked", "nobias", "grid37"})
  void gradientsEqualTheReference(String variant) {
    try (Scope scope = Scope.open();
        VisionTransformer model = Variant.of(variant).build()) {
      Golden.Fixture inputs = Golden.tensors("vit/inputs");
      Tensor image = inputs.get("image/98x98").set_requires_grad(true);
      Tokens tokens =
          model
              .forward(List.of(new Crops(image, inputs.get("mask/98x98"))), ForwardMode.EVALUATION)
              .getFirst();
      Tensor loss = probe(tokens.cls(), 300).add(probe(tokens.patches(), 301));
      if (model.config().registers() > 0) {
        loss = loss.add(probe(tokens.registerTokens(), 302));
      }
      loss.backward();
      Golden.Fixture expected = Golden.tensors("vit/" + variant);
      int compared = 0;
      for (var entry : model.parameters().named().entrySet()) {
        String key = "grad/" + entry.getKey();
        if (expected.has(key)) {
          assertGradient(entry.getKey(), new Tensor(entry.getValue().grad()), expected.get(key));
          compared++;
        }
      }
      assertGradient("image", new Tensor(image.grad()), imageGradient(variant));
      assertThat(compared).isGreaterThanOrEqualTo(5);
    }
  }

  /**
   * The generator of the fixtures kept one image for all variants and ran each in fp32 and in fp64,
   * so the stored gradient of a variant is twice its own on top of all before it.
   */
  private static Tensor imageGradient(String variant) {
    List<String> order = List.of("plain", "reg4", "swiglu", "chunked", "nobias", "grid37");
    Tensor sum = Golden.tensors("vit/" + variant).get("grad/image");
    int index = order.indexOf(variant);
    if (index > 0) {
      sum = sum.sub(Golden.tensors("vit/" + order.get(index - 1)).get("grad/image"));
    }
    return sum.mul(new Scalar(0.5));
  }

  private static Tensor probe(Tensor tokens, long seed) {
    return tokens.mul(Recipe.image(seed, Tensors.shape(tokens))).sum();
  }

  private static void assertGradient(String name, Tensor actual, Tensor expected) {
    assertClose(name, actual, expected, 1e-5 + 1e-5 * expected.abs().max().item_float());
  }

  @Test
  void bfloat16StaysNearFloat32() {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model = Variant.of("plain").build()) {
      Crops image = new Crops(Golden.tensors("vit/inputs").get("image/98x98"), null);
      Tensor exact = model.forward(List.of(image), ForwardMode.EVALUATION).getFirst().cls();
      ForwardMode half = new ForwardMode(0, ScalarType.BFloat16, null);
      Tensor rounded = model.forward(List.of(image), half).getFirst().cls();
      double cosine =
          exact.mul(rounded).sum().item_float()
              / Math.sqrt(exact.square().sum().item_float() * rounded.square().sum().item_float());
      assertThat(cosine)
          .isGreaterThan(0.9995); // bf16 keeps 8 bits; it computes, so it is not equal
      assertThat(Tensors.toFloats(rounded)).isNotEqualTo(Tensors.toFloats(exact));
    }
  }

  @Test
  void refusesSizesThatAreNoMultipleOfThePatch() {
    try (Scope scope = Scope.open();
        VisionTransformer model = Variant.of("plain").build()) {
      assertThatThrownBy(() -> model.forward(Tensors.zeros(1, 3, 98, 99)))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("multiples of 14")
          .hasMessageContaining("[1, 3, 98, 99]");
    }
  }

  private static void check(String key, Tokens tokens, Golden.Fixture expected) {
    assertClose(key, tokens.cls(), expected.get(key + "/x_norm_clstoken"), TOLERANCE);
    assertClose(key, tokens.patches(), expected.get(key + "/x_norm_patchtokens"), TOLERANCE);
    assertClose(key, tokens.prenorm(), expected.get(key + "/x_prenorm"), TOLERANCE);
    if (tokens.registers() > 0) {
      assertClose(key, tokens.registerTokens(), expected.get(key + "/x_norm_regtokens"), TOLERANCE);
    }
  }
}
