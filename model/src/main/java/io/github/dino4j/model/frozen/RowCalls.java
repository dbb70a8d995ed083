package io.github.dino4j.model.frozen;

import io.github.dino4j.torch.onednn.Call;
import io.github.dino4j.torch.onednn.Operation;
import java.lang.foreign.Arena;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One lane's calls for chunks of {@code rows} tokens. */
record RowCalls(
    int rows,
    @Nullable Call pixels,
    Call embedding,
    Call norm,
    Call qkv,
    HeadAttention attention,
    Call proj,
    @Nullable Call gate,
    Call up,
    Call down,
    Call finalNorm) {

  /** Operations for chunks of one size, shared by all lanes. */
  record Shared(int rows, RowOperations tokens, AttentionOperations attention) {
    /** For a lane whose operations work in {@code scratch}. */
    RowCalls calls(Arena arena, long scratch) {
      return new RowCalls(
          rows,
          call(arena, tokens.pixels()),
          tokens.embedding().call(arena),
          tokens.norm().call(arena),
          tokens.qkv().call(arena),
          attention.on(arena, scratch),
          tokens.proj().call(arena),
          call(arena, tokens.gate()),
          tokens.up().call(arena),
          tokens.down().call(arena),
          tokens.finalNorm().call(arena));
    }

    private static @Nullable Call call(Arena arena, @Nullable Operation operation) {
      return operation == null ? null : operation.call(arena);
    }

    /** The most working memory that any of them needs. */
    long scratchBytes() {
      LongStream required =
          Stream.of(
                  tokens.embedding(),
                  tokens.norm(),
                  tokens.qkv(),
                  tokens.proj(),
                  tokens.up(),
                  tokens.down(),
                  tokens.finalNorm())
              .mapToLong(Operation::scratchBytes);
      LongStream optional =
          Stream.of(tokens.pixels(), tokens.gate())
              .mapToLong(operation -> operation == null ? 0 : operation.scratchBytes());
      return LongStream.concat(required, optional).reduce(attention.scratchBytes(), Math::max);
    }
  }
}
