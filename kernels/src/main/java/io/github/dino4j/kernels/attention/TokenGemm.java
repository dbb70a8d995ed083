package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Products along all keys, or all queries, of which there are as many: the left operand at R9, the
 * right one, packed {@code [steps, head width, tokens of a step]}, at R10, both of which it moves.
 *
 * @param leftRow bytes from one row of the left operand to the next
 * @param leftStep bytes from one of its steps to the next
 */
record TokenGemm(Assembler asm, AttentionShape shape, int leftRow, int leftStep) {
  private static final int UNROLLED = 4;

  /** Changes RAX. */
  void addTo(Tile tile) {
    asm.repeat(
        shape.keySteps() / UNROLLED,
        RAX,
        () -> {
          multiply(tile, UNROLLED);
          asm.add(R9, leftStep * UNROLLED);
          asm.add(R10, rightStep() * UNROLLED);
        });
    multiply(tile, shape.keySteps() % UNROLLED);
  }

  private void multiply(Tile tile, int count) {
    for (int i = 0; i < count; i++) {
      int step = i;
      tile.multiply(
          shape.type(),
          row -> at(R9, row * leftRow + step * leftStep),
          column -> at(R10, step * rightStep() + column * Tile.VECTOR));
    }
  }

  private int rightStep() {
    return 4 * shape.headWidth();
  }
}
