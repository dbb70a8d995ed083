package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.model.frozen.packing.PackedWeights;

/**
 * A transformer block on one chunk of an image's tokens, from top to bottom (layers/block.py). Its
 * two halves run apart: attention reads the keys and values of the whole image, so all chunks go
 * through {@link #project} before one may go through {@link #attendAndFeedForward}. LayerScale and
 * the scale of attention are in the weights.
 *
 * @param calls for as many rows as the chunk has
 */
record FrozenBlock(FrozenModel model, PackedWeights.Block weights, RowCalls calls) {
  /**
   * Where a chunk lies.
   *
   * @param residual the image's tokens, fp32 {@code [tokens, dim]}; those of the chunk are changed
   *     in place
   * @param qkv the image's queries, keys and values in this block, {@code [tokens, 3 * dim]}
   * @param first token of the chunk
   */
  record Place(Matrix residual, Matrix qkv, int first) {}

  /** The first half: queries, keys and values of the chunk. */
  void project(Place place) {
    WorkerMemory memory = calls.memory();
    weights.norm1().run(calls.norm(), chunk(place.residual(), place)); // memory.tokens [rows, dim]
    calls.qkv().run(memory.tokens(), weights.qkv(), chunk(place.qkv(), place)); // [rows, 3 * dim]
  }

  /** The second half, of a chunk of an image whose queries, keys and values are complete. */
  void attendAndFeedForward(Place place) {
    WorkerMemory memory = calls.memory();
    Matrix residual = chunk(place.residual(), place);
    attend(place); // memory.tokens [rows, dim]
    calls.proj().run(memory.tokens(), weights.proj(), residual); // residual += [rows, dim]

    weights.norm2().run(calls.norm(), residual); // memory.tokens [rows, dim]
    LinearCall gate = calls.gate();
    PackedWeights.Linear gateWeights = weights.gate();
    if (gate != null && gateWeights != null) {
      gate.run(memory.tokens(), gateWeights, memory.gate()); // silu [rows, hidden]
    }
    calls.up().run(memory.tokens(), weights.up(), memory.hidden()); // gelu or gated [rows, hidden]
    calls.down().run(memory.hidden(), weights.down(), residual); // residual += [rows, dim]
  }

  /** Of the chunk's queries over all tokens of the image, head by head. */
  private void attend(Place place) {
    int dim = model.config().dim();
    int width = model.config().headDim();
    Matrix queries = chunk(place.qkv(), place);
    Matrix result = calls.memory().tokens();
    for (int at = 0; at < dim; at += width) { // [.., headDim] within [.., dim]
      Matrix keys = place.qkv().columns(dim + at, width);
      Matrix values = place.qkv().columns(2 * dim + at, width);
      calls.attention().run(queries.columns(at, width), keys, values, result.columns(at, width));
    }
  }

  /** The rows of the chunk. */
  private Matrix chunk(Matrix ofImage, Place place) {
    return ofImage.rows(place.first(), calls.rows());
  }
}
