package io.github.dino4j.model;

import static io.github.dino4j.model.Closeness.maxDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.onednn.NotImplementedException;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.layout.FeedForward.Activation;
import io.github.dino4j.model.layout.FeedForward.Mlp;
import io.github.dino4j.model.layout.FeedForward.SwiGlu;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.ParameterShapes;
import io.github.dino4j.model.weights.WeightLayout;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What follows from the description of a block alone: an MLP with ReLU and a block without
 * LayerScale are described, have an autograd forward, and are run everywhere.
 */
class BlockLayoutTest {
  private static final Mlp RELU = new Mlp(40, Activation.RELU);

  /** Sums of some forty products in another order. */
  private static final double ROUNDING = 2e-5;

  private static final int SIDE = 28;
  private static final double RATE = 0.1;

  private static VisionTransformerConfig config(
      FeedForward feedForward, Biases biases, double layerScale) {
    return new VisionTransformerConfig(
        SIDE, 14, 3, 32, 2, 2, feedForward, 1, biases, layerScale, PositionMode.ANTIALIAS);
  }

  @ParameterizedTest
  @CsvSource({"MLP, true, 1", "SWIGLU, false, 1", "RELU_MLP, true, 0", "RELU_MLP, false, 1"})
  void theModelHasTheParametersThatAreDescribed(String name, boolean biased, double layerScale) {
    VisionTransformerConfig config =
        config(FeedForward.of(name, 40), new Biases(biased, biased, biased), layerScale);
    try (VisionTransformer model = new VisionTransformer(config)) {
      var shapes = ParameterShapes.of(config);
      var named = model.parameters().named();
      assertThat(shapes.keySet()).containsExactlyElementsOf(named.keySet());
      named.forEach((key, tensor) -> assertThat(shapes.get(key)).isEqualTo(Tensors.shape(tensor)));
      assertThat(ParameterShapes.count(config)).isEqualTo(model.parameters().count());
    }
  }

  @Test
  void aFeedForwardLayerIsKnownByItsName() {
    for (FeedForward known : List.of(new Mlp(40), RELU, new SwiGlu(40))) {
      assertThat(FeedForward.of(known.name(), 40)).isEqualTo(known);
    }
    assertThatThrownBy(() -> FeedForward.of("GEGLU", 40)).hasMessageContaining("GEGLU");
  }

  /** {@code gamma * (fc2 relu(fc1 x + b1) + b2)} by loops. */
  @Test
  void reluIsWhatLoopsSay() {
    BlockLayout layout = config(RELU, Biases.ALL, 1).block();
    try (Scope scope = Scope.open();
        Parameters parameters = new Parameters()) {
      FeedForwardLayer layer = FeedForwardLayer.create(parameters, layout);
      Recipe.fill(parameters, 3);
      Tensor x = Recipe.image(4, 5, 32);
      float[] actual = Tensors.toFloats(layer.forward(x, ScalarType.Float).detach());
      float[] hidden = linear(Tensors.toFloats(x), parameters, "mlp.fc1", 32);
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = Math.max(hidden[i], 0);
      }
      float[] expected = linear(hidden, parameters, "mlp.fc2", RELU.hidden());
      float[] gamma = values(parameters, "ls2.gamma");
      for (int i = 0; i < expected.length; i++) {
        expected[i] *= gamma[i % gamma.length];
      }
      assertThat(maxDifference(actual, expected)).isLessThan(ROUNDING);
    }
  }

  /** {@code [rows, inputs]} to {@code [rows, outputs]}. */
  private static float[] linear(float[] x, Parameters parameters, String name, int inputs) {
    float[] weight = values(parameters, name + ".weight");
    float[] bias = values(parameters, name + ".bias");
    float[] result = new float[x.length / inputs * bias.length];
    for (int i = 0; i < result.length; i++) {
      int row = i / bias.length;
      int output = i % bias.length;
      double sum = bias[output];
      for (int k = 0; k < inputs; k++) {
        sum += (double) weight[output * inputs + k] * x[row * inputs + k];
      }
      result[i] = (float) sum;
    }
    return result;
  }

  private static float[] values(Parameters parameters, String name) {
    return Tensors.toFloats(Objects.requireNonNull(parameters.named().get(name), name));
  }

  /** Gradient descent towards random CLS features. */
  @ParameterizedTest
  @CsvSource({"RELU_MLP, 1", "RELU_MLP, 0", "MLP, 0"})
  void learnsByAutograd(String name, double layerScale) {
    try (Scope scope = Scope.open();
        VisionTransformer model =
            new VisionTransformer(config(FeedForward.of(name, 40), Biases.ALL, layerScale))) {
      Recipe.fill(model.parameters(), 5);
      Tensor images = Recipe.image(6, 2, 3, SIDE, SIDE);
      Tensor target = Recipe.image(7, 2, 32);
      List<Double> losses = new ArrayList<>();
      for (int step = 0; step < 40; step++) {
        losses.add(descend(model, images, target));
      }
      assertThat(losses.getLast()).isLessThan(losses.getFirst() / 4);
      for (int block = 0; block < 2; block++) {
        String up = BlockLayout.prefix(block) + model.config().block().up().weight();
        Tensor weight = Objects.requireNonNull(model.parameters().named().get(up));
        assertThat(Tensors.gradient(weight).abs().sum().item_double()).isPositive();
      }
    }
  }

  private static double descend(VisionTransformer model, Tensor images, Tensor target) {
    try (Scope scope = Scope.open()) {
      Tensor loss = model.forward(images).cls().sub(target).square().mean();
      model.parameters().named().values().forEach(p -> p.mutable_grad().reset());
      loss.backward();
      try (NoGradGuard guard = new NoGradGuard()) {
        model
            .parameters()
            .named()
            .forEach((name, parameter) -> {
              if (!name.equals("mask_token")) { // no image is masked
                parameter.sub_(Tensors.gradient(parameter).mul(new Scalar(RATE)));
              }
            });
      }
      return loss.item_double();
    }
  }

  /** Without LayerScale there is nothing to fold, and all else stays. */
  @ParameterizedTest
  @CsvSource({"MLP, 0", "SWIGLU, 0", "MLP, 1"})
  void theFrozenFormIsTheModel(String name, double layerScale) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model =
            new VisionTransformer(config(FeedForward.of(name, 40), Biases.ALL, layerScale))) {
      Recipe.fill(model.parameters(), 5);
      Tensor images = Recipe.image(6, 2, 3, SIDE, SIDE);
      float[] expected =
          Tensors.toFloats(
              model
                  .forward(List.of(new Crops(images, null)), ForwardMode.EVALUATION)
                  .getFirst()
                  .norm());
      try (FrozenTransformer frozen = freeze(model)) {
        float[] tokens = frozen.tokens(new Pixels(Tensors.toFloats(images), 2, SIDE, SIDE));
        assertThat(maxDifference(tokens, expected)).isLessThan(ROUNDING);
      }
    }
  }

  @Test
  void formsThatDoNotKnowALayerSaySo() {
    VisionTransformerConfig config = config(RELU, Biases.ALL, 1);
    try (VisionTransformer model = new VisionTransformer(config)) {
      assertThatThrownBy(() -> freeze(model))
          .isInstanceOf(NotImplementedException.class)
          .hasMessage("an MLP with ReLU has no frozen form");
    }
    assertThat(BlockStack.objection(config, ScalarType.Float).isEmpty()).isFalse();
    assertThat(BlockStack.objection(config, ScalarType.BFloat16).isEmpty()).isFalse();
  }

  private static FrozenTransformer freeze(VisionTransformer model) {
    return new FrozenTransformer(
        name -> MemorySegment.ofArray(values(model.parameters(), name)),
        model.config(),
        new FrozenTransformer.Options(Precision.FP32, 2));
  }

  @Test
  void ownFilesKeepTheLayer(@TempDir Path folder) {
    VisionTransformerConfig config = config(RELU, new Biases(true, false, false), 0);
    Path file = folder.resolve("own.safetensors");
    try (VisionTransformer model = Initialization.of(config, 1)) {
      ModelConversion.write(model, InputChannels.usual(3), file);
    }
    try (ModelFile read = ModelFile.open(file)) {
      assertThat(read.config()).isEqualTo(config);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DINO4J")
  void otherLayoutsRefuseWhatTheirReadersWouldTakeForGelu(
      WeightLayout layout, @TempDir Path folder) {
    Path file = folder.resolve("own.safetensors");
    try (VisionTransformer model = Initialization.of(config(RELU, Biases.ALL, 1), 1)) {
      ModelConversion.write(model, InputChannels.usual(3), file);
    }
    Path target = folder.resolve("other.pth");
    try (ModelFile read = ModelFile.open(file)) {
      assertThatThrownBy(() -> ModelConversion.write(read, target, layout))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("has no place for an MLP with ReLU");
    }
    assertThat(target).doesNotExist();
  }

  /** Feature files and journals of runs under way hold digests of these words. */
  @Test
  void theWordsOfAConfigurationStay() {
    assertThat(VisionTransformerConfig.giant().withRegisters(4))
        .hasToString(
            "VisionTransformerConfig[imageSize=ImageSize[height=518, width=518], patchSize=14,"
                + " channels=3, dim=1536, depth=40, heads=24, hidden=4096, feedForward=SWIGLU,"
                + " registers=4, biases=Biases[qkv=true, proj=true, feedForward=true],"
                + " layerScale=1.0, positions=ANTIALIAS]");
  }
}
