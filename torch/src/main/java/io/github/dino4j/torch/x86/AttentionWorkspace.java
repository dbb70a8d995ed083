package io.github.dino4j.torch.x86;

/**
 * Where things lie in a kernel's working memory, in bytes from its start.
 *
 * @param packedKeys {@code [key vectors, head width / 2, 16, 2]} in bf16
 * @param packedValues {@code [key pairs, head width, 2]} in bf16
 * @param scores of a block of queries, fp32, {@code scoreRow} bytes a row
 * @param weights their exponentials in bf16, {@code weightRow} bytes a row
 * @param largest the largest scores of each row, in 16 parts
 * @param reciprocals one over the sum of each row's weights, 16 times
 */
record AttentionWorkspace(
    int packedKeys,
    int packedValues,
    int scores,
    int scoreRow,
    int weights,
    int weightRow,
    int largest,
    int reciprocals,
    int bytes) {
  static AttentionWorkspace of(AttentionShape shape) {
    int packedValues = shape.keyVectors() * shape.pairs() * Tile.VECTOR;
    int scores = packedValues + shape.keyPairs() * 4 * shape.headWidth();
    int scoreRow = shape.keyVectors() * Tile.VECTOR;
    int weights = scores + Tile.ROWS * scoreRow;
    int weightRow = Math.ceilDiv(shape.keyVectors(), 2) * Tile.VECTOR;
    int largest = weights + Tile.ROWS * weightRow;
    int reciprocals = largest + Tile.ROWS * Tile.VECTOR;
    return new AttentionWorkspace(
        0,
        packedValues,
        scores,
        scoreRow,
        weights,
        weightRow,
        largest,
        reciprocals,
        reciprocals + Tile.ROWS * Tile.VECTOR);
  }
}
