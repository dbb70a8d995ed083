package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.attention.AttentionKernel;
import io.github.dino4j.kernels.onednn.Argument;
import io.github.dino4j.kernels.onednn.Call;
import io.github.dino4j.kernels.onednn.Operation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/** Attention of one head for chunks of one size, shared by all workers. */
sealed interface AttentionOperations {
  /** Bytes of working memory of a worker. */
  long scratchBytes();

  /** For one worker, in working memory that it may use for other things between two runs. */
  HeadAttention on(Arena arena, MemorySegment scratch);

  /** All in one function, on processors that it was written for. */
  record Fused(AttentionKernel kernel) implements AttentionOperations {
    @Override
    public long scratchBytes() {
      return kernel.workspaceBytes();
    }

    @Override
    public HeadAttention on(Arena arena, MemorySegment scratch) {
      return (queries, keys, values, result) -> kernel.run(queries, keys, values, result, scratch);
    }
  }

  /**
   * Logits of queries against keys {@code [queries, keys]}, their softmax, and the weighted sum of
   * values. In fp32 the softmax overwrites the logits.
   */
  record Stepwise(Operation logits, Operation softmax, Operation values, Sizes sizes)
      implements AttentionOperations {

    /** Of the matrix of logits. */
    record Sizes(int queries, int keys, ElementType type) {
      private long logitBytes() {
        return aligned((long) ElementType.FP32.bytes() * queries * keys);
      }

      private long weightBytes() {
        return type == ElementType.FP32 ? 0 : aligned((long) type.bytes() * queries * keys);
      }

      private static long aligned(long bytes) {
        return (bytes + 63) & -64; // a cache line
      }
    }

    @Override
    public long scratchBytes() {
      long inside =
          Stream.of(logits, softmax, values).mapToLong(Operation::scratchBytes).max().orElse(0);
      return sizes.logitBytes() + sizes.weightBytes() + inside;
    }

    @Override
    public HeadAttention on(Arena arena, MemorySegment scratch) {
      int queries = sizes.queries();
      Matrix ofLogits = Matrix.of(scratch, ElementType.FP32, queries, sizes.keys());
      MemorySegment behind = scratch.asSlice(sizes.logitBytes());
      Matrix weights =
          sizes.type() == ElementType.FP32
              ? ofLogits
              : Matrix.of(behind, sizes.type(), queries, sizes.keys());
      MemorySegment inside = behind.asSlice(sizes.weightBytes());
      Call toLogits =
          logits.call(arena).set(Argument.TARGET, ofLogits).set(Argument.SCRATCH, inside);
      Call toWeights =
          softmax
              .call(arena)
              .set(Argument.SOURCE, ofLogits)
              .set(Argument.TARGET, weights)
              .set(Argument.SCRATCH, inside);
      Call toResult =
          values.call(arena).set(Argument.SOURCE, weights).set(Argument.SCRATCH, inside);
      return (ofQueries, keys, values, result) -> {
        toLogits.set(Argument.SOURCE, ofQueries).set(Argument.WEIGHTS, keys).run();
        toWeights.run();
        toResult.set(Argument.WEIGHTS, values).set(Argument.TARGET, result).run();
      };
    }
  }
}
