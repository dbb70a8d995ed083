package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.onednn.Argument;
import io.github.dino4j.kernels.onednn.Call;
import io.github.dino4j.kernels.onednn.Operation;
import io.github.dino4j.model.frozen.packing.MatrixOrder;
import io.github.dino4j.model.frozen.packing.PackedWeights;
import java.lang.foreign.Arena;

/** A linear layer with what is fused to it, for chunks of one size, shared by all workers. */
sealed interface LinearOperation {
  /** How it wants its matrix to lie. */
  MatrixOrder order();

  /** Bytes of working memory of a worker. */
  long scratchBytes();

  /** For the worker that {@code memory} belongs to. */
  LinearCall on(Arena arena, WorkerMemory memory);

  /** On processors that our kernel was written for. */
  record OfKernel(LinearKernel kernel, MatrixOrder order) implements LinearOperation {
    @Override
    public long scratchBytes() {
      return 0;
    }

    @Override
    public LinearCall on(Arena arena, WorkerMemory memory) {
      return (source, weights, target) -> {
        switch (weights) {
          case PackedWeights.InTiles tiles ->
              kernel.run(source, tiles.matrix(), tiles.bias(), target);
          case PackedWeights.InLayout _ ->
              throw new IllegalStateException("oneDNN's matrix for a kernel");
        }
      };
    }
  }

  /** On all others, and where the kernel lacks the fusion. */
  record OfOneDnn(Operation product) implements LinearOperation {
    @Override
    public MatrixOrder order() {
      return new MatrixOrder.OfOneDnn(product.layout(Argument.WEIGHTS));
    }

    @Override
    public long scratchBytes() {
      return product.scratchBytes();
    }

    @Override
    public LinearCall on(Arena arena, WorkerMemory memory) {
      Call call =
          product
              .call(arena)
              .set(Argument.SCRATCH, memory.scratch())
              .set(Argument.FACTOR, memory.gate());
      return (source, weights, target) -> {
        switch (weights) {
          case PackedWeights.InLayout ordered ->
              call.set(Argument.SOURCE, source)
                  .set(Argument.WEIGHTS, ordered.matrix())
                  .set(Argument.BIAS, ordered.bias())
                  .set(Argument.TARGET, target)
                  .run();
          case PackedWeights.InTiles _ ->
              throw new IllegalStateException("a matrix in tiles for oneDNN");
        }
      };
    }
  }
}
