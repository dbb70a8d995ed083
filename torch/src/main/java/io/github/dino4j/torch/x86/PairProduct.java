package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;

/**
 * Products along pairs of keys, or of queries: the left operand at R9, the right one at R10, both
 * of which it moves.
 *
 * @param leftRow bytes from one row of the left operand to the next
 * @param leftPair bytes from one of its pairs to the next
 * @param rightPair the same of the right operand
 */
record PairProduct(Assembler asm, int pairs, int leftRow, int leftPair, int rightPair) {
  private static final int UNROLLED = 4;

  /** Changes RAX. */
  void addTo(Tile tile) {
    asm.repeat(
        pairs / UNROLLED,
        RAX,
        () -> {
          multiply(tile, UNROLLED);
          asm.add(R9, leftPair * UNROLLED);
          asm.add(R10, rightPair * UNROLLED);
        });
    multiply(tile, pairs % UNROLLED);
  }

  private void multiply(Tile tile, int count) {
    for (int i = 0; i < count; i++) {
      int pair = i;
      tile.multiply(
          Instruction.VDPBF16PS,
          row -> at(R9, row * leftRow + pair * leftPair),
          column -> at(R10, pair * rightPair + column * Tile.VECTOR));
    }
  }
}
