package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;

/**
 * Interleaves neighbouring rows of a block, {@code [queries, keys]} in the workspace at R8, to
 * {@code [query pairs, keys, 2]} at R10. An odd last query gets a neighbour of zeros.
 */
record QueryPairing(Assembler asm, AttentionShape shape, AttentionConstants constants) {
  private static final int ZERO = 0;
  private static final int FIRST_OF_PAIR = 1;
  private static final int INTERLEAVING = 3;
  private static final int PAIRS = 5;

  /**
   * @param source bytes from the start of the workspace
   */
  void emit(int rows, int source) {
    Interleaving interleaving = new Interleaving(asm, INTERLEAVING);
    asm.move(RAX, constants.address());
    interleaving.load(RAX);
    asm.clear(ZERO);
    asm.move(R9, R8);
    asm.add(R9, source);
    asm.repeat(
        shape.keyVectors() / 2,
        RAX,
        () -> {
          for (int row = 0; row < rows; row += 2) {
            interleaving.apply(PAIRS, FIRST_OF_PAIR, loadPair(row, rows));
            asm.store(target(row, 0), PAIRS);
            asm.store(target(row, Tile.VECTOR), PAIRS + 1);
          }
          asm.add(R9, Tile.VECTOR);
          asm.add(R10, 2 * Tile.VECTOR);
        });
    if (shape.keyVectors() % 2 > 0) {
      for (int row = 0; row < rows; row += 2) {
        interleaving.firstHalves(PAIRS, FIRST_OF_PAIR, loadPair(row, rows));
        asm.store(target(row, 0), PAIRS);
      }
    }
  }

  /** Loads 32 keys of two rows; returns the vector of the second. */
  private int loadPair(int row, int rows) {
    int rowBytes = AttentionWorkspace.of(shape).weightRow();
    asm.load(FIRST_OF_PAIR, at(R9, row * rowBytes));
    if (row + 1 == rows) {
      return ZERO;
    }
    asm.load(FIRST_OF_PAIR + 1, at(R9, (row + 1) * rowBytes));
    return FIRST_OF_PAIR + 1;
  }

  private Address target(int row, int offset) {
    return at(R10, row / 2 * AttentionGradientWorkspace.of(shape).pairRow() + offset);
  }
}
