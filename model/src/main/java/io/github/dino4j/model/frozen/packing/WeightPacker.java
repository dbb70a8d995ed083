package io.github.dino4j.model.frozen.packing;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.onednn.Layout;
import io.github.dino4j.kernels.threads.WorkerPool;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.layout.LinearLayout;
import io.github.dino4j.model.layout.NormLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds and packs weights once: LayerScale goes into the matrices and biases before it, the scale
 * of attention into those of the queries, and every matrix into the order that is read fastest.
 */
public final class WeightPacker {
  private final Weights weights;
  private final VisionTransformerConfig config;
  private final NativeMemory memory;
  private final WorkerPool workers;

  public WeightPacker(
      Weights weights, VisionTransformerConfig config, NativeMemory memory, WorkerPool workers) {
    this.weights = weights;
    this.config = config;
    this.memory = memory;
    this.workers = workers;
  }

  /** The matrices end up in {@code orders}, whose element type they take. */
  public PackedWeights pack(MatrixOrders orders) {
    float[] embedding = values("patch_embed.proj.weight", config.patchPixels() * config.dim());
    List<PackedWeights.Block> blocks = new ArrayList<>();
    for (int i = 0; i < config.depth(); i++) {
      blocks.add(block(BlockLayout.prefix(i), orders));
    }
    return new PackedWeights(
        linear(embedding, Matrix.NONE, orders.embedding()), blocks, norm("", config.finalNorm()));
  }

  /**
   * @param prefix of the names of the block's parameters
   */
  private PackedWeights.Block block(String prefix, MatrixOrders orders) {
    BlockLayout layout = config.block();
    Dense qkv =
        dense(prefix, layout.qkv())
            .scaled(0, layout.dim(), row -> (float) (1 / Math.sqrt(layout.headDim())));
    Dense proj = dense(prefix, layout.proj());
    Dense up = dense(prefix, layout.up());
    Dense down = dense(prefix, layout.down());
    int hidden = layout.feedForward().hidden();
    boolean gated = layout.feedForward() instanceof FeedForward.SwiGlu;
    return new PackedWeights.Block(
        norm(prefix, layout.norm1()),
        packed(qkv, orders.qkv()),
        packed(proj, orders.proj()),
        norm(prefix, layout.norm2()),
        gated ? packed(up.outputs(0, hidden), orders.up()) : null,
        packed(gated ? up.outputs(hidden, 2 * hidden) : up, orders.up()),
        packed(down, orders.down()));
  }

  /** With the LayerScale behind it folded in. */
  private Dense dense(String prefix, LinearLayout layout) {
    int outputs = layout.outputs();
    float[] matrix = values(prefix + layout.weight(), (long) outputs * layout.inputs());
    float[] bias = layout.hasBias() ? values(prefix + layout.bias(), outputs) : new float[0];
    Dense dense = new Dense(outputs, matrix, bias);
    return layout
        .scale()
        .map(name -> values(prefix + name, outputs))
        .map(gamma -> dense.scaled(0, outputs, row -> gamma[row]))
        .orElse(dense);
  }

  private PackedWeights.Linear packed(Dense dense, MatrixOrder order) {
    Matrix bias = dense.bias.length == 0 ? Matrix.NONE : vector(dense.bias);
    return linear(dense.matrix, bias, order);
  }

  private PackedWeights.Norm norm(String prefix, NormLayout layout) {
    return new PackedWeights.Norm(
        vector(values(prefix + layout.weight(), layout.dim())),
        vector(values(prefix + layout.bias(), layout.dim())));
  }

  private Matrix vector(float[] values) {
    Matrix target = memory.matrix(ElementType.FP32, 1, values.length);
    MemorySegment.copy(values, 0, target.memory(), JAVA_FLOAT, 0, values.length);
    return target;
  }

  /** {@code [outputs, inputs]} to {@code [inputs, outputs]} in {@code order}. */
  private PackedWeights.Linear linear(float[] values, Matrix bias, MatrixOrder order) {
    return workers.call(() -> {
      try (Arena local = Arena.ofConfined()) {
        Reordering reordering = Reordering.of(values, local);
        return switch (order) {
          case MatrixOrder.OfOneDnn(Layout layout) ->
              new PackedWeights.InLayout(transposed(reordering, layout), bias);
          case MatrixOrder.Tiles tiles -> new PackedWeights.InTiles(tiled(reordering, tiles), bias);
        };
      }
    });
  }

  private MemorySegment transposed(Reordering reordering, Layout layout) {
    long[] dims = {layout.dim(0), layout.dim(1)};
    Layout plain =
        Layout.strided(reordering.arena(), ElementType.FP32, dims, new long[] {1, dims[0]});
    MemorySegment target = memory.segment(layout.bytes());
    reordering.run(0, plain, target, layout);
    return target;
  }

  /**
   * Full tiles {@code [tiles, steps, TILE, inputs of a step]}, then what is left in a narrower one.
   */
  private PackedMatrix tiled(Reordering reordering, MatrixOrder.Tiles order) {
    ElementType type = order.type();
    int inputs = type.inputsOfAStep();
    int steps = order.inputs() / inputs;
    MemorySegment target =
        memory.segment(PackedMatrix.bytes(type, order.inputs(), order.outputs()));
    int full = order.outputs() / LinearShape.TILE;
    int rest = order.outputs() % LinearShape.TILE;
    if (full > 0) {
      long[] dims = {full, steps, LinearShape.TILE, inputs};
      tiles(reordering, 0, target, Layout.dense(reordering.arena(), type, dims));
    }
    if (rest > 0) {
      long done = (long) full * LinearShape.TILE * order.inputs();
      long[] dims = {1, steps, rest, inputs};
      Layout tile = Layout.dense(reordering.arena(), type, dims);
      tiles(reordering, 4 * done, target.asSlice(type.bytes() * done), tile);
    }
    return PackedMatrix.of(target, type, order.inputs(), order.outputs());
  }

  private static void tiles(
      Reordering reordering, long offset, MemorySegment target, Layout tiles) {
    long[] dims = tiles.dims();
    long inputs = dims[1] * dims[3];
    long[] strides = {dims[2] * inputs, dims[3], inputs, 1};
    Layout plain = Layout.strided(reordering.arena(), ElementType.FP32, dims, strides);
    reordering.run(offset, plain, target, tiles);
  }

  private float[] values(String name, long count) {
    float[] values = weights.get(name).toArray(JAVA_FLOAT_UNALIGNED);
    if (values.length != count) {
      throw new DinoException(
          "%s has %d values, the configuration needs %d".formatted(name, values.length, count));
    }
    return values;
  }
}
