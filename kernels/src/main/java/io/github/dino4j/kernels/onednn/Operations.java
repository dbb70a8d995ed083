package io.github.dino4j.kernels.onednn;

import io.github.dino4j.kernels.ElementType;
import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds operations. */
public final class Operations {
  private static final int INFERENCE = 96; // dnnl_forward_inference
  private static final int SOFTMAX_ACCURATE = 0x30000;
  private static final int USE_SCALE_AND_SHIFT = 2 | 4;
  private static final int SWISH = 44; // dnnl_eltwise_swish
  private static final int GELU_ERF = 49; // dnnl_eltwise_gelu_erf
  private static final int MULTIPLY = 0x1fff1; // dnnl_binary_mul

  private Operations() {}

  /** Tensors of a matrix product {@code target = source · weights + bias}. */
  public record Product(Layout source, Layout weights, @Nullable Layout bias, Layout target) {}

  /** {@code [..., M, K] · [..., K, N]}, then {@code fusion}. */
  public static Operation matmul(Arena arena, Product product, Fusion fusion) {
    Map<Argument, Layout> arguments = new EnumMap<>(Argument.class);
    arguments.put(Argument.SOURCE, product.source());
    arguments.put(Argument.WEIGHTS, product.weights());
    arguments.put(Argument.TARGET, product.target());
    Layout bias = product.bias();
    if (bias != null) {
      arguments.put(Argument.BIAS, bias);
    }
    if (fusion == Fusion.TIMES_FACTOR) {
      arguments.put(Argument.FACTOR, product.target());
    }
    long biasHandle = bias == null ? 0 : bias.handle;
    long attributes = attributes(arena, fusion, product.target());
    return Operation.of(
        arena,
        "a matrix product",
        handle ->
            (int)
                Dnnl.MATMUL.invokeExact(
                    handle,
                    Dnnl.ENGINE,
                    product.source().handle,
                    product.weights().handle,
                    biasHandle,
                    product.target().handle,
                    attributes),
        arguments);
  }

  /** Softmax along the last of two dimensions. */
  public static Operation softmax(Arena arena, Layout source, Layout target) {
    long attributes = attributes(arena);
    return Operation.of(
        arena,
        "a softmax",
        handle ->
            (int)
                Dnnl.SOFTMAX.invokeExact(
                    handle,
                    Dnnl.ENGINE,
                    INFERENCE,
                    SOFTMAX_ACCURATE,
                    source.handle,
                    target.handle,
                    1,
                    attributes),
        Map.of(Argument.SOURCE, source, Argument.TARGET, target));
  }

  /** Layer norm of the rows of {@code [rows, width]}, with fp32 scale and shift {@code [width]}. */
  public static Operation layerNorm(
      Arena arena, Layout source, Layout target, Normalization normalization) {
    long attributes = attributes(arena);
    Layout vector = Layout.dense(arena, ElementType.FP32, normalization.width());
    return Operation.of(
        arena,
        "a layer norm",
        handle ->
            (int)
                Dnnl.LAYER_NORM.invokeExact(
                    handle,
                    Dnnl.ENGINE,
                    INFERENCE,
                    source.handle,
                    target.handle,
                    0L,
                    normalization.epsilon(),
                    USE_SCALE_AND_SHIFT,
                    attributes),
        Map.of(
            Argument.SOURCE, source,
            Argument.TARGET, target,
            Argument.SCALE, vector,
            Argument.SHIFT, vector));
  }

  /** Width and epsilon of a layer norm. */
  public record Normalization(long width, float epsilon) {}

  /** Copies a tensor from one layout and element type to another. */
  public static Operation reorder(Arena arena, Layout source, Layout target) {
    long attributes = attributes(arena);
    return Operation.of(
        arena,
        "a reorder",
        handle ->
            (int)
                Dnnl.REORDER.invokeExact(
                    handle, source.handle, Dnnl.ENGINE, target.handle, Dnnl.ENGINE, attributes),
        Map.of(Argument.SOURCE, source, Argument.TARGET, target));
  }

  private static long attributes(Arena arena, Fusion fusion, Layout target) {
    long fusions = fusions(arena);
    Dnnl.check(
        "fuse " + fusion,
        () ->
            switch (fusion) {
              case NONE -> 0;
              case GELU -> (int) Dnnl.APPEND_ELEMENTWISE.invokeExact(fusions, GELU_ERF, 0f, 0f);
              case SILU -> (int) Dnnl.APPEND_ELEMENTWISE.invokeExact(fusions, SWISH, 1f, 0f);
              case TIMES_FACTOR ->
                  (int) Dnnl.APPEND_BINARY.invokeExact(fusions, MULTIPLY, target.handle);
              case ADD_TO_TARGET -> (int) Dnnl.APPEND_SUM.invokeExact(fusions, 1f, 0, 0);
            });
    return attributes(arena, fusions);
  }

  private static long attributes(Arena arena) {
    return attributes(arena, fusions(arena));
  }

  private static long fusions(Arena arena) {
    return Dnnl.create(
        arena,
        "list fusions",
        handle -> (int) Dnnl.FUSIONS_CREATE.invokeExact(handle),
        Dnnl.FUSIONS_DESTROY);
  }

  /** Attributes with working memory from the caller, so that threads never share any. */
  private static long attributes(Arena arena, long fusions) {
    long attributes =
        Dnnl.create(
            arena,
            "set attributes",
            handle -> (int) Dnnl.ATTRIBUTES_CREATE.invokeExact(handle),
            Dnnl.ATTRIBUTES_DESTROY);
    int scratchFromCaller = 1; // dnnl_scratchpad_mode_user
    Dnnl.check(
        "set attributes",
        () -> (int) Dnnl.SET_SCRATCH_MODE.invokeExact(attributes, scratchFromCaller));
    Dnnl.check("set fusions", () -> (int) Dnnl.SET_FUSIONS.invokeExact(attributes, fusions));
    return attributes;
  }
}
