package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.onednn.Call;
import io.github.dino4j.kernels.onednn.Operation;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One worker's calls for chunks of {@code rows} tokens.
 *
 * @param memory of the worker, as long as these chunks
 */
record RowCalls(
    int rows,
    WorkerMemory memory,
    @Nullable Call pixels,
    LinearCall embedding,
    Call norm,
    LinearCall qkv,
    HeadAttention attention,
    LinearCall proj,
    @Nullable LinearCall gate,
    LinearCall up,
    LinearCall down,
    Call finalNorm) {

  /** Operations for chunks of one size, shared by all workers. */
  record Shared(int rows, RowOperations tokens, AttentionOperations attention) {
    /** For the worker that {@code whole} belongs to. */
    RowCalls calls(Arena arena, WorkerMemory whole) {
      WorkerMemory memory = whole.rows(rows);
      Operation pixels = tokens.pixels();
      LinearOperation gate = tokens.gate();
      RowCalls calls =
          new RowCalls(
              rows,
              memory,
              pixels == null ? null : pixels.call(arena),
              tokens.embedding().on(arena, memory),
              tokens.norm().call(arena),
              tokens.qkv().on(arena, memory),
              attention.on(arena, memory.scratch()),
              tokens.proj().on(arena, memory),
              gate == null ? null : gate.on(arena, memory),
              tokens.up().on(arena, memory),
              tokens.down().on(arena, memory),
              tokens.finalNorm().call(arena));
      memory.bind(calls);
      return calls;
    }

    /** The most working memory that any of them needs. */
    long scratchBytes() {
      LongStream linear =
          Stream.of(
                  tokens.embedding(),
                  tokens.qkv(),
                  tokens.proj(),
                  tokens.gate(),
                  tokens.up(),
                  tokens.down())
              .filter(Objects::nonNull)
              .mapToLong(LinearOperation::scratchBytes);
      LongStream other =
          Stream.of(tokens.pixels(), tokens.norm(), tokens.finalNorm())
              .filter(Objects::nonNull)
              .mapToLong(Operation::scratchBytes);
      return LongStream.concat(linear, other).reduce(attention.scratchBytes(), Math::max);
    }
  }
}
