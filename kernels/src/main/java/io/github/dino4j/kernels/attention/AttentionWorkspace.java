package io.github.dino4j.kernels.attention;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Where things lie in a kernel's working memory, in bytes from its start.
 *
 * @param packedKeys {@code [key vectors, head steps, lanes, numbers of a step]}
 * @param packedValues {@code [key steps, head width, keys of a step]}
 * @param scores of a block of queries, fp32, {@code scoreRow} bytes a row
 * @param weights their exponentials, {@code weightRow} bytes a row; in fp32 they take the place of
 *     the scores
 * @param largest the largest scores of each row, a vector each
 * @param reciprocals one over the sum of each row's weights, a vector each
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
    int packedValues = shape.keyVectors() * shape.headSteps() * Tile.VECTOR;
    int scores = packedValues + shape.keySteps() * 4 * shape.headWidth();
    int scoreRow = shape.keyVectors() * Tile.VECTOR;
    boolean rounded = shape.type() == ElementType.BF16;
    int weights = rounded ? scores + Tile.ROWS * scoreRow : scores;
    int weightRow = rounded ? Math.ceilDiv(shape.keyVectors(), 2) * Tile.VECTOR : scoreRow;
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
