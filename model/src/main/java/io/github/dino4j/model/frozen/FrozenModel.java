package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.threads.WorkerPool;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.packing.MatrixOrders;
import io.github.dino4j.model.frozen.packing.PackedWeights;
import io.github.dino4j.model.frozen.packing.WeightPacker;
import io.github.dino4j.model.frozen.packing.Weights;
import io.github.dino4j.torch.Computation;
import java.lang.foreign.Arena;

/**
 * What every forward pass reads and none writes.
 *
 * @param matrices how the packed matrices lie
 * @param arena owns the packed weights
 */
record FrozenModel(
    VisionTransformerConfig config,
    ElementType type,
    MatrixOrders matrices,
    PackedWeights packed,
    InputEmbedding inputEmbedding,
    Arena arena)
    implements AutoCloseable {
  /** The way in which passes run. */
  Computation computation() {
    return OperationFactory.computation(config, type);
  }

  /** Rows of a typical chunk: the order of the matrices is chosen for them. */
  private static final int TYPICAL_ROWS = 128;

  static FrozenModel pack(
      Weights weights, VisionTransformerConfig config, ElementType type, WorkerPool workers) {
    Arena arena = Arena.ofShared();
    try {
      OperationFactory factory = new OperationFactory(arena, config, type);
      MatrixOrders matrices = workers.call(() -> orders(factory));
      InputEmbedding inputEmbedding = InputEmbedding.of(weights, config);
      WeightPacker packer = new WeightPacker(weights, config, new NativeMemory(arena), workers);
      return new FrozenModel(config, type, matrices, packer.pack(matrices), inputEmbedding, arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Also makes sure that there are operations at all for a model of such sizes. */
  private static MatrixOrders orders(OperationFactory factory) {
    var attention = factory.attention(TYPICAL_ROWS, TYPICAL_ROWS);
    MatrixOrders free = MatrixOrders.free(factory.arena(), factory.config(), factory.type());
    return factory.rows(TYPICAL_ROWS, free).matrices();
  }

  @Override
  public void close() {
    arena.close();
  }
}
