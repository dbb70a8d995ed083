package io.github.dino4j.kernels.attention;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Where things lie in a kernel's working memory, in bytes from its start.
 *
 * @param packedKeys {@code [key vectors, head steps, lanes, numbers of a step]}
 * @param packedValues {@code [key steps, head width, keys of a step]}
 * @param logits of a block of queries, fp32, {@code logitRow} bytes a row
 * @param weights their exponentials, {@code weightRow} bytes a row; in fp32 they take the place of
 *     the logits
 * @param largest the largest logits of each row, a vector each
 * @param reciprocals one over the sum of each row's weights, a vector each
 */
record AttentionWorkspace(
    int packedKeys,
    int packedValues,
    int logits,
    int logitRow,
    int weights,
    int weightRow,
    int largest,
    int reciprocals,
    int bytes) {
  static AttentionWorkspace of(AttentionShape shape) {
    int packedValues = shape.keyVectors() * shape.headSteps() * Tile.VECTOR;
    int logits = packedValues + shape.keySteps() * 4 * shape.headWidth();
    int logitRow = shape.keyVectors() * Tile.VECTOR;
    boolean rounded = shape.type() == ElementType.BF16;
    int weights = rounded ? logits + Tile.ROWS * logitRow : logits;
    int weightRow = rounded ? Math.ceilDiv(shape.keyVectors(), 2) * Tile.VECTOR : logitRow;
    int largest = weights + Tile.ROWS * weightRow;
    int reciprocals = largest + Tile.ROWS * Tile.VECTOR;
    return new AttentionWorkspace(
        0,
        packedValues,
        logits,
        logitRow,
        weights,
        weightRow,
        largest,
        reciprocals,
        reciprocals + Tile.ROWS * Tile.VECTOR);
  }
}
