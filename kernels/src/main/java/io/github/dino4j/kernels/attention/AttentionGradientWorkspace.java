package io.github.dino4j.kernels.attention;

import io.github.dino4j.kernels.x86.Tile;

/**
 * Where things lie in the working memory of an {@link AttentionGradientKernel}, in bytes from its
 * start; matrices have the type of the shape. What is packed lies as the steps of products take it.
 *
 * @param attention what recomputing the weights needs; keys take the place of its packed values
 * @param valuesAsKeys the values, packed like keys
 * @param packedQueries {@code [query steps, head width, queries of a step]}
 * @param packedResultGradients the gradient of the result, each row over the sum of its weights,
 *     laid out like the queries
 * @param packedWeights {@code [query steps, keys, queries of a step]}, {@code packedRow} bytes a
 *     step
 * @param packedLogitGradients laid out like the weights
 * @param packedRow an odd number of cache lines: the places of a column spread over the cache
 * @param resultGradients of a block of queries, {@code [queries, head width]}
 * @param logitGradients of a block of queries, laid out like the weights of a block
 * @param starts what the gradients of the logits of each query in a block start from, a vector each
 * @param registers what registers hold while they are used for other things
 */
record AttentionGradientWorkspace(
    AttentionWorkspace attention,
    int valuesAsKeys,
    int packedQueries,
    int packedResultGradients,
    int packedWeights,
    int packedLogitGradients,
    int packedRow,
    int resultGradients,
    int logitGradients,
    int starts,
    int registers,
    int bytes) {
  static AttentionGradientWorkspace of(AttentionShape shape) {
    AttentionWorkspace attention = AttentionWorkspace.of(shape);
    int packedHead = shape.keySteps() * 4 * shape.headWidth();
    int packedRow = (shape.keyVectors() | 1) * Tile.VECTOR;
    int valuesAsKeys = attention.bytes();
    int packedQueries = valuesAsKeys + shape.keyVectors() * shape.headSteps() * Tile.VECTOR;
    int packedResultGradients = packedQueries + packedHead;
    int packedWeights = packedResultGradients + packedHead;
    int packedLogitGradients = packedWeights + shape.keySteps() * packedRow;
    int resultGradients = packedLogitGradients + shape.keySteps() * packedRow;
    int logitGradients = resultGradients + Tile.ROWS * shape.headBytes();
    int starts = logitGradients + Tile.ROWS * attention.weightRow();
    int registers = starts + Tile.ROWS * Tile.VECTOR;
    return new AttentionGradientWorkspace(
        attention,
        valuesAsKeys,
        packedQueries,
        packedResultGradients,
        packedWeights,
        packedLogitGradients,
        packedRow,
        resultGradients,
        logitGradients,
        starts,
        registers,
        registers + Tile.VECTOR);
  }

  int blocksLeft() {
    return registers;
  }

  int query() {
    return registers + 8;
  }

  /** Where the next block's {@link #packedResultGradients} go. */
  int nextPackedResultGradients() {
    return registers + 16;
  }

  /** Where the next block's {@link #packedWeights} go. */
  int nextPackedWeights() {
    return registers + 24;
  }
}
