package io.github.dino4j.torch.x86;

/**
 * Where things lie in the working memory of an {@link AttentionGradientKernel}, in bytes from its
 * start; all matrices are bf16.
 *
 * @param attention what recomputing the weights needs; keys take the place of its packed values
 * @param valuesAsKeys the values, packed like keys
 * @param queryPairs {@code [query pairs, head width, 2]}
 * @param resultGradientPairs the gradient of the result, each row over the sum of its weights,
 *     {@code [query pairs, head width, 2]}
 * @param weightPairs {@code [query pairs, keys, 2]}, {@code pairRow} bytes a pair of queries
 * @param scoreGradientPairs laid out like the weights
 * @param pairRow an odd number of cache lines: the places of a column spread over the cache
 * @param resultGradients of a block of queries, {@code [queries, head width]}
 * @param scoreGradients of a block of queries, laid out like the weights of a block
 * @param starts what the gradients of the scores of each query in a block start from, 16 times
 * @param registers what registers hold while they are used for other things
 */
record AttentionGradientWorkspace(
    AttentionWorkspace attention,
    int valuesAsKeys,
    int queryPairs,
    int resultGradientPairs,
    int weightPairs,
    int scoreGradientPairs,
    int pairRow,
    int resultGradients,
    int scoreGradients,
    int starts,
    int registers,
    int bytes) {
  static AttentionGradientWorkspace of(AttentionShape shape) {
    AttentionWorkspace attention = AttentionWorkspace.of(shape);
    int headPairs = shape.keyPairs() * 4 * shape.headWidth();
    int pairRow = (shape.keyVectors() | 1) * Tile.VECTOR;
    int valuesAsKeys = attention.bytes();
    int queryPairs = valuesAsKeys + shape.keyVectors() * shape.pairs() * Tile.VECTOR;
    int resultGradientPairs = queryPairs + headPairs;
    int weightPairs = resultGradientPairs + headPairs;
    int scoreGradientPairs = weightPairs + shape.keyPairs() * pairRow;
    int resultGradients = scoreGradientPairs + shape.keyPairs() * pairRow;
    int scoreGradients = resultGradients + Tile.ROWS * 2 * shape.headWidth();
    int starts = scoreGradients + Tile.ROWS * attention.weightRow();
    int registers = starts + Tile.ROWS * Tile.VECTOR;
    return new AttentionGradientWorkspace(
        attention,
        valuesAsKeys,
        queryPairs,
        resultGradientPairs,
        weightPairs,
        scoreGradientPairs,
        pairRow,
        resultGradients,
        scoreGradients,
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

  /** Where the next block's {@link #resultGradientPairs} go. */
  int nextResultGradientPairs() {
    return registers + 16;
  }

  /** Where the next block's {@link #weightPairs} go. */
  int nextWeightPairs() {
    return registers + 24;
  }
}
