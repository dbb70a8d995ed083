package io.github.dino4j.kernels.attention;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Gradients of {@link AttentionKernel} where all tokens of an image attend to each other; the
 * weights are computed again. Immutable: threads share it, each with working memory of its own.
 */
public sealed interface AttentionGradientKernel
    permits FusedAttentionGradient, TiledAttentionGradient {
  /**
   * A kernel that lives as long as {@code arena}, where {@link Processor#runs}.
   *
   * @param shape with as many queries as keys; in a row of tokens, the keys of a head lie {@code
   *     resultBytes} after its queries, its values as far after the keys
   */
  static AttentionGradientKernel of(AttentionShape shape, Arena arena) {
    if (shape.queries() != shape.keys()) {
      throw new DinoException(
          "no kernel for gradients of %d queries, %d keys"
              .formatted(shape.queries(), shape.keys()));
    }
    return TiledAttention.fits(shape)
        ? TiledAttentionGradient.of(shape, arena)
        : FusedAttentionGradient.of(shape, arena);
  }

  /** Bytes of working memory that a run needs, on a cache line of their own. */
  long workspaceBytes();

  /**
   * Runs on the calling thread.
   *
   * @param tokens from the head's queries to its values, {@code [tokens, 2 * dim + head width]} of
   *     {@code [tokens, 3 * dim]}
   * @param result what the forward pass made of them, {@code [tokens, head width]}
   * @param resultGradient laid out like the result
   * @param tokenGradient written, laid out like the tokens; other heads are left alone
   */
  void run(
      Matrix tokens,
      Matrix result,
      Matrix resultGradient,
      Matrix tokenGradient,
      MemorySegment workspace);
}
