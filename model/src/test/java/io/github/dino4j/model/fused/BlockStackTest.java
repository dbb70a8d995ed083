package io.github.dino4j.model.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks without a graph, in fp32 and in bf16, against the same blocks under autograd. */
class BlockStackTest {
  /** Of sums in another order, a hundred times what rounding one number costs. */
  private static final double FAR_IN_FP32 = 1e-5;

  /** bf16 keeps eight bits; the graph in bf16 is as far from fp32 (see below). */
  private static final double FAR_IN_BF16 = 0.02;

  private static void assumeRunning(ScalarType type) {
    ElementType stored = type == ScalarType.Float ? ElementType.FP32 : ElementType.BF16;
    assumeTrue(Processor.runs(stored), "this processor runs no kernels in " + stored);
  }

  @ParameterizedTest
  @CsvSource({
    "Float, 128, 2, 1.0, 0.3, 5, 6", // both crop sizes drop samples
    "Float, 128, 2, 1.0, 0, 2, 3",
    "Float, 64, 2, 0, 0.2, 7, 0", // without LayerScale, of one size
    "Float, 192, 1, 1e-5, 0.5, 1, 4",
    "BFloat16, 128, 2, 1.0, 0.3, 5, 6",
    "BFloat16, 128, 2, 1.0, 0, 2, 3",
    "BFloat16, 64, 2, 0, 0.2, 7, 0",
    "BFloat16, 192, 1, 1e-5, 0.5, 1, 4"
  })
  void equalsTheGraph(
      ScalarType type, int dim, int heads, double layerScale, double rate, int large, int small) {
    assumeRunning(type);
    try (Scope scope = Scope.open();
        VisionTransformer network = new VisionTransformer(config(dim, heads, layerScale));
        BlockStack stack = new BlockStack(network.config(), type)) {
      fill(network);
      List<Tensor> tokens = new ArrayList<>();
      tokens.add(normal(1, large, 37, dim));
      if (small > 0) {
        tokens.add(normal(2, small, 10, dim));
      }
      List<Tensor> gradients = tokens.stream().map(x -> normal(3, Tensors.shape(x))).toList();
      Result exact = graph(network, tokens, gradients, mode(rate, ScalarType.Float));
      Result rounded = graph(network, tokens, gradients, mode(rate, type));
      Result stacked = stacked(stack, network, tokens, gradients, mode(rate, type));
      double limit = type == ScalarType.Float ? FAR_IN_FP32 : FAR_IN_BF16;
      exact
          .values()
          .forEach((name, expected) -> {
            double far = distance(stacked.get(name), expected);
            double graphFar = distance(rounded.get(name), expected);
            assertThat(far)
                .as("%s, where the graph is %s away", name, graphFar)
                .isLessThan(Math.max(limit, 1.5 * graphFar));
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Float", "BFloat16"})
  void addsToGradientsAndNamesThem(ScalarType type) {
    assumeRunning(type);
    try (Scope scope = Scope.open();
        VisionTransformer network = new VisionTransformer(config(64, 1, 1.0));
        BlockStack stack = new BlockStack(network.config(), type)) {
      fill(network);
      List<Tensor> tokens = List.of(normal(1, 3, 5, 64));
      List<Tensor> gradients = List.of(normal(2, 3, 5, 64));
      Result once = stacked(stack, network, tokens, gradients, mode(0, type));
      List<Tensor> x = clones(tokens);
      List<String> finished = new ArrayList<>();
      stack.forward(network, x, mode(0, type)).backward(clones(gradients), finished::add);
      assertThat(finished)
          .containsExactlyInAnyOrderElementsOf(
              network.parameters().named().keySet().stream()
                  .filter(name -> name.startsWith("blocks."))
                  .toList());
      network
          .parameters()
          .named()
          .forEach((name, parameter) -> {
            if (name.startsWith("blocks.")) {
              Tensor twice = Tensors.gradient(parameter);
              assertThat(distance(twice, once.get(name).mul(new Scalar(2.0)))).isLessThan(1e-6);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Float", "BFloat16"})
  void isTheSameWithMoreRoomAndWithoutGradients(ScalarType type) {
    assumeRunning(type);
    try (Scope scope = Scope.open();
        VisionTransformer network = new VisionTransformer(config(64, 1, 1.0));
        BlockStack stack = new BlockStack(network.config(), type)) {
      fill(network);
      List<Tensor> tokens = List.of(normal(1, 3, 5, 64));
      List<Tensor> inferred = clones(tokens);
      stack.infer(network, inferred);
      stack.infer(network, List.of(normal(4, 9, 50, 64)));
      List<Tensor> gradientMemory = clones(tokens);
      stack.forward(network, gradientMemory, mode(0, type));
      List<Tensor> again = clones(tokens);
      stack.infer(network, again);
      assertThat(distance(gradientMemory.getFirst(), inferred.getFirst())).isZero();
      assertThat(distance(again.getFirst(), inferred.getFirst())).isZero();
    }
  }

  @Test
  void suitsWhereTheProcessorRunsKernels() {
    VisionTransformerConfig wide = config(64, 1, 1.0);
    assertThat(BlockStack.objection(wide, ScalarType.Float).isEmpty())
        .isEqualTo(Processor.runs(ElementType.FP32));
    assertThat(BlockStack.objection(wide, ScalarType.BFloat16).isEmpty())
        .isEqualTo(Processor.runs(ElementType.BF16));
  }

  @Test
  void refusesWhatItHasNoKernelsFor() {
    VisionTransformerConfig narrow = config(48, 3, 1.0);
    assertThat(BlockStack.objection(narrow, ScalarType.Float).isEmpty()).isFalse();
    assertThat(BlockStack.objection(config(64, 1, 1.0), ScalarType.Half).isEmpty()).isFalse();
    assertThatThrownBy(() -> new BlockStack(narrow, ScalarType.Float))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("no kernels for such a network");
  }

  /** A layer that kernels do not know, in sizes that they do. */
  @ParameterizedTest
  @CsvSource({"RELU_MLP, an MLP with ReLU", "SWIGLU, a SwiGLU layer"})
  void leavesLayersWithoutKernelsToAutograd(String name, String words) {
    assumeRunning(ScalarType.Float);
    assertThat(BlockStack.objection(config(64, 1, 1.0), ScalarType.Float)).isEmpty();
    assertThat(BlockStack.objection(config(64, 1, 0), ScalarType.Float)).isEmpty();
    VisionTransformerConfig other = config(64, 1, 1.0, FeedForward.of(name, 256));
    assertThat(BlockStack.objection(other, ScalarType.Float)).contains(words + " has no kernel");
  }

  private record Result(Map<String, Tensor> values) {
    Tensor get(String name) {
      return Objects.requireNonNull(values.get(name), name);
    }
  }

  private static Result graph(
      VisionTransformer network, List<Tensor> tokens, List<Tensor> gradients, ForwardMode mode) {
    List<Tensor> leaves = clones(tokens).stream().map(x -> x.set_requires_grad(true)).toList();
    List<Tensor> outputs = network.forwardBlocks(leaves, 0, network.config().depth(), mode);
    network.parameters().named().values().forEach(p -> p.mutable_grad().reset());
    Ops.backward(outputs, gradients);
    return result(network, outputs, leaves.stream().map(Tensors::gradient).toList());
  }

  private static Result stacked(
      BlockStack stack,
      VisionTransformer network,
      List<Tensor> tokens,
      List<Tensor> gradients,
      ForwardMode mode) {
    List<Tensor> x = clones(tokens);
    List<Tensor> dx = clones(gradients);
    network
        .parameters()
        .named()
        .values()
        .forEach(p -> p.mutable_grad().put(p.detach().clone().zero_()));
    stack.forward(network, x, mode).backward(dx, name -> {});
    return result(network, x, dx);
  }

  private static Result result(
      VisionTransformer network, List<Tensor> outputs, List<Tensor> inputGradients) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      values.put("output " + i, outputs.get(i).detach().clone());
      values.put("input " + i, inputGradients.get(i).detach().clone());
    }
    network
        .parameters()
        .named()
        .forEach((name, parameter) -> {
          if (name.startsWith("blocks.")) {
            values.put(name, Tensors.gradient(parameter).clone());
          }
        });
    return new Result(values);
  }

  private static ForwardMode mode(double rate, ScalarType type) {
    return new ForwardMode(rate, type, Tensors.generator(7));
  }

  private static VisionTransformerConfig config(int dim, int heads, double layerScale) {
    return config(dim, heads, layerScale, new FeedForward.Mlp(4 * dim));
  }

  private static VisionTransformerConfig config(
      int dim, int heads, double layerScale, FeedForward feedForward) {
    return new VisionTransformerConfig(
        28, 14, 3, dim, 2, heads, feedForward, 0, Biases.ALL, layerScale, PositionMode.OFFSET);
  }

  /** Values that make every part of a block matter. */
  private static void fill(VisionTransformer network) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Generator generator = Tensors.generator(11);
      network
          .parameters()
          .named()
          .forEach((name, parameter) -> {
            boolean gain =
                name.contains("norm") && name.endsWith("weight") || name.contains("gamma");
            double std = gain ? 0.3 : name.endsWith("bias") ? 0.1 : 0.1;
            Tensors.normal(parameter, gain ? 0.8 : 0, std, generator);
          });
    }
  }

  private static Tensor normal(long seed, long... shape) {
    return Tensors.normal(Tensors.empty(shape), 0.1, 1, Tensors.generator(seed));
  }

  private static List<Tensor> clones(List<Tensor> tensors) {
    return tensors.stream().map(x -> x.clone()).toList();
  }

  /** Relative to the length of {@code expected}. */
  private static double distance(Tensor actual, Tensor expected) {
    return actual.sub(expected).norm().item_double() / expected.norm().item_double();
  }
}
