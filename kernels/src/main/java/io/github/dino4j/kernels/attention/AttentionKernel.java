package io.github.dino4j.kernels.attention;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code softmax(queries · keysᵀ) · values} of one head. Immutable: threads share it, each with
 * working memory of its own.
 */
public sealed interface AttentionKernel permits FusedAttention, TiledAttention {
  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  static AttentionKernel of(AttentionShape shape, Arena arena) {
    return TiledAttention.fits(shape)
        ? TiledAttention.of(shape, arena)
        : FusedAttention.of(shape, arena);
  }

  /** Bytes of working memory that a run needs, on a cache line of their own. */
  long workspaceBytes();

  /**
   * Runs on the calling thread.
   *
   * @param queries {@code [queries, head width]}
   * @param keys {@code [keys, head width]}, like the values
   * @param result {@code [queries, head width]}, written
   */
  void run(Matrix queries, Matrix keys, Matrix values, Matrix result, MemorySegment workspace);
}
