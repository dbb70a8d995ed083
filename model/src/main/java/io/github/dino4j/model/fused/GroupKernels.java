package io.github.dino4j.model.fused;

import static io.github.dino4j.kernels.ElementType.FP32;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.attention.AttentionGradientKernel;
import io.github.dino4j.kernels.attention.AttentionKernel;
import io.github.dino4j.kernels.attention.AttentionShape;
import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import io.github.dino4j.kernels.norm.NormKernel;
import io.github.dino4j.kernels.norm.NormShape;
import io.github.dino4j.kernels.packing.ScalingKernel;
import io.github.dino4j.kernels.packing.ScalingShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What is done with one sample of a size, forward and backward.
 *
 * @param factors fp32 {@code [tokens]}, that of the shape over and over
 */
record GroupKernels(
    NormKernel.Forward norm,
    LinearKernel qkv,
    AttentionKernel attention,
    LinearKernel proj,
    LinearKernel up,
    LinearKernel upAlone,
    LinearKernel down,
    Matrix factors,
    ScalingKernel scale,
    LinearKernel downBack,
    LinearKernel upBack,
    LinearKernel projBack,
    AttentionGradientKernel attentionBack,
    LinearKernel qkvBack,
    NormKernel.Backward normBack) {

  /**
   * @param tokens of a sample
   * @param factor of what branches add: all samples over those kept
   */
  record Shape(int tokens, float factor) {}

  static GroupKernels of(Shape shape, StackShape stack, Arena arena) {
    int tokens = shape.tokens();
    ElementType type = stack.type();
    int dim = stack.dim();
    int hidden = stack.hidden();
    int width = type.bytes() * dim;
    Factory of = new Factory(type, tokens, arena);
    NormShape norm = new NormShape(type, tokens, dim);
    AttentionShape attention =
        new AttentionShape(type, tokens, tokens, stack.config().headDim(), 3 * width, width);
    return new GroupKernels(
        NormKernel.forward(norm, arena),
        of.layer(dim, LinearTarget.write(type, 3 * dim)),
        AttentionKernel.of(attention, arena),
        of.layer(dim, LinearTarget.add(dim, shape.factor())),
        of.layer(dim, LinearTarget.geluAndDerivative(type, hidden)),
        of.layer(dim, LinearTarget.gelu(type, hidden)),
        of.layer(hidden, LinearTarget.add(dim, shape.factor())),
        factors(shape, arena),
        ScalingKernel.of(new ScalingShape(type, tokens, dim, true, false), arena),
        of.product(dim, LinearTarget.times(type, hidden)),
        of.product(hidden, LinearTarget.write(FP32, dim)),
        of.product(dim, LinearTarget.write(type, dim)),
        AttentionGradientKernel.of(attention, arena),
        of.product(3 * dim, LinearTarget.write(FP32, dim)),
        NormKernel.backward(norm, arena));
  }

  private static Matrix factors(Shape shape, Arena arena) {
    MemorySegment factors = arena.allocate(JAVA_FLOAT, shape.tokens());
    for (int i = 0; i < shape.tokens(); i++) {
      factors.setAtIndex(JAVA_FLOAT, i, shape.factor());
    }
    return Matrix.of(factors, FP32, 1, shape.tokens());
  }

  private record Factory(ElementType type, int rows, Arena arena) {
    LinearKernel layer(int inputs, LinearTarget target) {
      return linear(inputs, true, target);
    }

    LinearKernel product(int inputs, LinearTarget target) {
      return linear(inputs, false, target);
    }

    private LinearKernel linear(int inputs, boolean bias, LinearTarget target) {
      LinearSource source = LinearSource.ofRows(type, rows, inputs);
      return LinearKernel.of(new LinearShape(source, bias, target), arena);
    }
  }

  /** Bytes of working memory for attention. */
  long attentionBytes() {
    return Math.max(attention.workspaceBytes(), attentionBack.workspaceBytes());
  }
}
