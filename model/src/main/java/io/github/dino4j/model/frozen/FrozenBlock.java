package io.github.dino4j.model.frozen;

import io.github.dino4j.model.frozen.packing.PackedWeights;

/**
 * A transformer block on one chunk of an image's tokens, from top to bottom (layers/block.py). Its
 * two halves run apart: attention reads the keys and values of the whole image, so all chunks go
 * through {@link #project} before one may go through {@link #attendAndFeedForward}. LayerScale and
 * the scale of attention are in the weights.
 *
 * @param calls for as many rows as the chunk has
 * @param memory of the thread that computes
 */
record FrozenBlock(
    FrozenModel model, PackedWeights.Block weights, RowCalls calls, WorkerMemory memory) {
  /**
   * Where a chunk lies.
   *
   * @param residual address of its tokens, fp32 {@code [rows, dim]}, changed in place
   * @param qkv address of the image's queries, keys and values in this block, {@code [tokens, 3 *
   *     dim]}
   * @param first token of the chunk
   */
  record Place(long residual, long qkv, int first) {}

  /** The first half: queries, keys and values of the chunk. */
  void project(Place place) {
    weights.norm1().run(calls.norm(), place.residual()); // memory.tokens [rows, dim]
    calls.qkv().run(memory.tokens(), weights.qkv(), queries(place)); // qkv [rows, 3 * dim]
  }

  /** The second half, of a chunk of an image whose queries, keys and values are complete. */
  void attendAndFeedForward(Place place) {
    attend(place); // memory.tokens [rows, dim]
    calls.proj().run(memory.tokens(), weights.proj(), place.residual()); // residual += [rows, dim]

    weights.norm2().run(calls.norm(), place.residual()); // memory.tokens [rows, dim]
    LinearCall gate = calls.gate();
    PackedWeights.Linear gateWeights = weights.gate();
    if (gate != null && gateWeights != null) {
      gate.run(memory.tokens(), gateWeights, memory.gate()); // silu [rows, hidden]
    }
    calls.up().run(memory.tokens(), weights.up(), memory.hidden()); // gelu or gated [rows, hidden]
    calls.down().run(memory.hidden(), weights.down(), place.residual()); // residual += [rows, dim]
  }

  /** Of the chunk's queries over all tokens of the image, head by head. */
  private void attend(Place place) {
    int element = model.type().bytes();
    long width = (long) model.config().dim() * element;
    long headWidth = (long) model.config().headDim() * element;
    for (int head = 0; head < model.config().heads(); head++) {
      long at = head * headWidth; // [.., headDim] within [.., dim]
      long keys = place.qkv() + width + at;
      long values = keys + width;
      calls.attention().run(queries(place) + at, keys, values, memory.tokens() + at);
    }
  }

  /** Where the queries of the chunk begin, each followed by its key and value. */
  private long queries(Place place) {
    return place.qkv() + 3L * place.first() * model.config().dim() * model.type().bytes();
  }
}
