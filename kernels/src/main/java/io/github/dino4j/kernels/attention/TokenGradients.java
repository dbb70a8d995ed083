package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R11;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RCX;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Rows at R11 times a matrix of {@code [steps, width, rows of a step]} in the workspace at R8:
 * gradients of queries, keys or values, to RCX.
 *
 * @param leftRow bytes from one row to the next
 * @param leftStep bytes from one step of a row to the next
 * @param right bytes from the start of the workspace to the matrix
 */
record TokenGradients(Assembler asm, AttentionShape shape, int leftRow, int leftStep, int right) {
  void emit(int rows) {
    int vectors = shape.headWidth() / Tile.LANES;
    for (int first = 0; first < vectors; first += Tile.COLUMNS) {
      part(new Tile(asm, rows, Math.min(Tile.COLUMNS, vectors - first)), first);
    }
  }

  /** Columns from the vector {@code first} on. */
  private void part(Tile tile, int first) {
    tile.clear();
    asm.move(R9, R11);
    asm.move(R10, R8);
    asm.add(R10, right + first * Tile.VECTOR);
    new TokenGemm(asm, shape, leftRow, leftStep).addTo(tile);
    tile.forEachSum((sum, row, column) -> {
      int offset = Tile.LANES * shape.type().bytes() * (first + column);
      asm.store(shape.type(), at(RCX, row * shape.tokenBytes() + offset), sum);
    });
  }
}
