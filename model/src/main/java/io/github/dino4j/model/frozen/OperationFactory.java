package io.github.dino4j.model.frozen;

import static io.github.dino4j.kernels.onednn.Layout.dense;
import static io.github.dino4j.kernels.onednn.Layout.strided;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.attention.AttentionKernel;
import io.github.dino4j.kernels.attention.AttentionShape;
import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import io.github.dino4j.kernels.onednn.Fusion;
import io.github.dino4j.kernels.onednn.Layout;
import io.github.dino4j.kernels.onednn.NotImplementedException;
import io.github.dino4j.kernels.onednn.Operations;
import io.github.dino4j.kernels.onednn.Operations.Normalization;
import io.github.dino4j.kernels.onednn.Operations.Product;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.packing.MatrixOrder;
import io.github.dino4j.model.frozen.packing.MatrixOrders;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.layout.FeedForward.Activation;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.Computation.Engine;
import java.lang.foreign.Arena;
import java.util.Optional;

/** Builds the operations of one model; they live as long as {@code arena}. */
record OperationFactory(Arena arena, VisionTransformerConfig config, ElementType type) {
  private static final float EPSILON = 1e-6f;

  /**
   * For {@code rows} tokens, on matrices that lie as {@code matrices} says.
   *
   * @throws NotImplementedException if there is none for the feed-forward layer
   */
  RowOperations rows(long rows, MatrixOrders matrices) {
    long dim = config.dim();
    BlockLayout block = config.block();
    boolean ffnBias = block.up().hasBias();
    Layout residual = dense(arena, ElementType.FP32, rows, dim);
    Layout tokens = dense(arena, type, rows, dim);
    Layout pixels = dense(arena, type, rows, config.patchPixels());
    Layout qkv = dense(arena, type, rows, 3 * dim);
    Layout hidden = dense(arena, type, rows, block.feedForward().hidden());
    Normalization normalization = new Normalization(dim, EPSILON);
    return new RowOperations(
        type == ElementType.FP32
            ? null
            : Operations.reorder(
                arena, dense(arena, ElementType.FP32, rows, config.patchPixels()), pixels),
        linear(pixels, matrices.embedding(), residual, new Step(false, Fusion.ADD_TO_TARGET)),
        Operations.layerNorm(arena, residual, tokens, normalization),
        linear(tokens, matrices.qkv(), qkv, new Step(block.qkv().hasBias(), Fusion.NONE)),
        linear(
            tokens,
            matrices.proj(),
            residual,
            new Step(block.proj().hasBias(), Fusion.ADD_TO_TARGET)),
        block.feedForward() instanceof FeedForward.SwiGlu
            ? linear(tokens, matrices.up(), hidden, new Step(ffnBias, Fusion.SILU))
            : null,
        linear(tokens, matrices.up(), hidden, new Step(ffnBias, activation(block.feedForward()))),
        linear(
            hidden,
            matrices.down(),
            residual,
            new Step(block.down().hasBias(), Fusion.ADD_TO_TARGET)),
        Operations.layerNorm(arena, residual, residual, normalization));
  }

  /** What becomes of fc1, or of the second half of w12. */
  private static Fusion activation(FeedForward feedForward) {
    return switch (feedForward) {
      case FeedForward.SwiGlu _ -> Fusion.TIMES_FACTOR;
      case FeedForward.Mlp mlp when mlp.activation() == Activation.GELU -> Fusion.GELU;
      default -> throw new NotImplementedException(feedForward.words() + " has no frozen form");
    };
  }

  private record Step(boolean bias, Fusion fusion) {
    /** The same in a kernel of ours; empty where it lacks it. */
    Optional<LinearTarget> target(ElementType type, int outputs) {
      return switch (fusion) {
        case NONE -> Optional.of(LinearTarget.write(type, outputs));
        case GELU ->
            type == ElementType.BF16
                ? Optional.of(LinearTarget.gelu(type, outputs))
                : Optional.empty();
        case ADD_TO_TARGET -> Optional.of(LinearTarget.add(outputs));
        case SILU, TIMES_FACTOR -> Optional.empty();
      };
    }
  }

  private LinearOperation linear(Layout source, MatrixOrder order, Layout target, Step step) {
    int inputs = (int) source.dim(1);
    int outputs = (int) target.dim(1);
    if (prefersKernels() && LinearShape.fits(inputs, outputs)) {
      Optional<LinearTarget> end = step.target(type, outputs);
      if (end.isPresent()) {
        LinearSource rows = LinearSource.ofRows(type, (int) source.dim(0), inputs);
        return new LinearOperation.OfKernel(
            LinearKernel.of(new LinearShape(rows, step.bias(), end.get()), arena),
            new MatrixOrder.Tiles(type, inputs, outputs));
      }
    }
    if (!(order instanceof MatrixOrder.OfOneDnn(Layout weights))) {
      throw new IllegalStateException("a matrix in tiles for oneDNN");
    }
    Layout bias = step.bias() ? dense(arena, ElementType.FP32, 1, outputs) : null;
    return new LinearOperation.OfOneDnn(
        Operations.matmul(arena, new Product(source, weights, bias, target), step.fusion()));
  }

  /**
   * For one head: {@code queries} rows against {@code keys} tokens of {@code [tokens, 3 * dim]}.
   */
  AttentionOperations attention(int queries, int keys) {
    return attendsByKernel(config, type) && prefersKernels()
        ? fused(queries, keys)
        : stepwise(queries, keys);
  }

  private static boolean attendsByKernel(VisionTransformerConfig config, ElementType type) {
    return type == ElementType.BF16 && config.headDim() % AttentionShape.WIDTH_UNIT == 0;
  }

  /** OneDNN is the faster one where there is AMX. */
  private static boolean prefersKernels() {
    return Processor.runs(ElementType.BF16) && !Processor.hasTiles();
  }

  private static String whyNoKernels() {
    return Processor.bf16IsNative()
        ? Processor.objection(ElementType.BF16).orElse("the faster one where there is AMX")
        : "kernels for inference need " + InstructionSet.AVX512_BF16;
  }

  /** What these operations come to; all that have no kernel are oneDNN's. */
  static Computation computation(VisionTransformerConfig config, ElementType type) {
    if (!prefersKernels()) {
      return Computation.of(Engine.ONEDNN, type, whyNoKernels());
    }
    return Computation.of(
        Engine.KERNELS, type, attendsByKernel(config, type) ? "" : "attention by oneDNN");
  }

  private AttentionOperations.Fused fused(int queries, int keys) {
    int width = config.dim() * type.bytes();
    AttentionShape shape =
        new AttentionShape(type, queries, keys, config.headDim(), 3 * width, width);
    return new AttentionOperations.Fused(AttentionKernel.of(shape, arena));
  }

  private AttentionOperations.Stepwise stepwise(int queries, int keys) {
    long dim = config.dim();
    long head = config.headDim();
    Layout query = strided(arena, type, new long[] {queries, head}, new long[] {3 * dim, 1});
    Layout keyTransposed = strided(arena, type, new long[] {head, keys}, new long[] {1, 3 * dim});
    Layout value = strided(arena, type, new long[] {keys, head}, new long[] {3 * dim, 1});
    Layout result = strided(arena, type, new long[] {queries, head}, new long[] {dim, 1});
    Layout logits = dense(arena, ElementType.FP32, queries, keys);
    Layout weights = dense(arena, type, queries, keys);
    return new AttentionOperations.Stepwise(
        Operations.matmul(arena, new Product(query, keyTransposed, null, logits), Fusion.NONE),
        Operations.softmax(arena, logits, weights),
        Operations.matmul(arena, new Product(weights, value, null, result), Fusion.NONE),
        new AttentionOperations.Stepwise.Sizes(queries, keys, type));
  }
}
