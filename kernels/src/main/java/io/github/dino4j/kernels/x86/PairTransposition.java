package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VINSERTF128;
import static io.github.dino4j.kernels.x86.Instruction.VPUNPCKHDQ;
import static io.github.dino4j.kernels.x86.Instruction.VPUNPCKHQDQ;
import static io.github.dino4j.kernels.x86.Instruction.VPUNPCKLDQ;
import static io.github.dino4j.kernels.x86.Instruction.VPUNPCKLQDQ;

/**
 * Transposes 32-bit numbers, such as pairs in bf16: as many rows as a vector has lanes to vectors
 * of the same number of each row. It changes the vectors 0 to 7 and, in AVX-512, uses the masks 1
 * to 4.
 *
 * @param rowBytes from one row to the next
 * @param vectorBytes from one vector to the next
 */
public record PairTransposition(Assembler asm, int rowBytes, int vectorBytes) {
  /** Numbers of a row that are transposed at a time. */
  public static final int PAIRS = 4;

  /** To be called first; changes RAX. */
  public void setMasks() {
    for (int quarter = 0; asm.width() == VectorWidth.ZMM && quarter < 4; quarter++) {
      asm.mask(mask(quarter), 0xf << 4 * quarter);
    }
  }

  private static int mask(int quarter) {
    return 1 + quarter;
  }

  /** {@link #PAIRS} numbers of each row to as many vectors, which are zero where no row is. */
  public void emit(int rows, Address source, Address target) {
    for (int i = 0; i < 4; i++) {
      everyFourthRow(i, rows, source);
    }
    transposeQuarters();
    for (int i = 0; i < PAIRS; i++) {
      asm.store(at(target.base(), target.offset() + i * vectorBytes), i);
    }
  }

  /**
   * Of the rows first, first + 4 and, in AVX-512, first + 8, first + 12 to vector {@code first}.
   */
  private void everyFourthRow(int first, int rows, Address source) {
    if (first >= rows) {
      asm.clear(first);
    }
    for (int row = first; row < rows; row += 4) {
      Address place = at(source.base(), source.offset() + row * rowBytes);
      if (asm.width() == VectorWidth.ZMM) {
        asm.loadQuarter(first, mask(row / 4), row > first, place);
      } else if (row == first) {
        asm.loadLower(first, place);
      } else {
        asm.apply(VINSERTF128, first, first, place, 1);
      }
    }
  }

  /** Each quarter, or half, of the vectors 0 to 3 is a matrix of 4 x 4 numbers. */
  private void transposeQuarters() {
    asm.apply(VPUNPCKLDQ, 4, 0, 1);
    asm.apply(VPUNPCKHDQ, 5, 0, 1);
    asm.apply(VPUNPCKLDQ, 6, 2, 3);
    asm.apply(VPUNPCKHDQ, 7, 2, 3);
    asm.apply(VPUNPCKLQDQ, 0, 4, 6);
    asm.apply(VPUNPCKHQDQ, 1, 4, 6);
    asm.apply(VPUNPCKLQDQ, 2, 5, 7);
    asm.apply(VPUNPCKHQDQ, 3, 5, 7);
  }
}
