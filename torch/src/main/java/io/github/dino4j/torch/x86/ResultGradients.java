package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VADDPS;
import static io.github.dino4j.torch.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.torch.x86.Instruction.VDPBF16PS;
import static io.github.dino4j.torch.x86.Instruction.VMULPS;
import static io.github.dino4j.torch.x86.Instruction.VSUBPS;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

/**
 * Gradients of a block of results, at RDX, over the sums of their weights, to the workspace at R8:
 * as rows and as pairs of rows; and what the gradients of scores start from, minus their products
 * with the results at RSI.
 */
record ResultGradients(Assembler asm, AttentionShape shape, AttentionConstants constants) {
  private static final int PRODUCTS = 0; // one vector a row
  private static final int WORKING = Tile.ROWS;
  private static final int FIRST_OF_PAIR = 2 * Tile.ROWS;
  private static final int UPPER = FIRST_OF_PAIR + 2;
  private static final int INTERLEAVING = UPPER + 1;
  private static final int PAIRS = INTERLEAVING + 2;
  private static final int ZERO = PAIRS + 2;

  void emit(int rows) {
    AttentionGradientWorkspace workspace = AttentionGradientWorkspace.of(shape);
    Interleaving interleaving = new Interleaving(asm, INTERLEAVING);
    asm.move(RAX, constants.address());
    interleaving.load(RAX);
    asm.clear(ZERO);
    for (int row = 0; row < rows; row++) {
      asm.clear(PRODUCTS + row);
    }
    asm.move(R10, at(R8, workspace.nextResultGradientPairs()));
    for (int row = 0; row < rows; row += 2) {
      for (int column = 0; column < shape.headWidth(); column += 32) {
        part(workspace, interleaving, row, column, FIRST_OF_PAIR);
        if (row + 1 < rows) {
          part(workspace, interleaving, row + 1, column, FIRST_OF_PAIR + 1);
        }
        int second = row + 1 < rows ? FIRST_OF_PAIR + 1 : ZERO;
        interleaving.apply(PAIRS, FIRST_OF_PAIR, second);
        int place = (row / 2 * shape.headWidth() + column) * 4;
        asm.store(at(R10, place), PAIRS);
        asm.store(at(R10, place + Tile.VECTOR), PAIRS + 1);
      }
    }
    asm.add(R10, Tile.ROWS / 2 * 4 * shape.headWidth());
    asm.move(at(R8, workspace.nextResultGradientPairs()), R10);
    new AcrossVector(asm, WORKING).apply(VADDPS, PRODUCTS, rows);
    for (int row = 0; row < rows; row++) {
      asm.apply(VSUBPS, PRODUCTS + row, ZERO, PRODUCTS + row);
      asm.store(at(R8, workspace.starts() + row * Tile.VECTOR), PRODUCTS + row);
    }
  }

  /** 32 numbers of a row, which stay in {@code vector}. */
  private void part(
      AttentionGradientWorkspace workspace,
      Interleaving interleaving,
      int row,
      int column,
      int vector) {
    int place = row * shape.resultBytes() + 2 * column;
    asm.load(vector, at(RDX, place));
    // with zeros below, bf16 is fp32
    interleaving.apply(PAIRS, ZERO, vector);
    overSum(workspace, row, UPPER, PAIRS + 1);
    overSum(workspace, row, vector, PAIRS);
    asm.apply(VCVTNE2PS2BF16, vector, UPPER, vector);
    asm.store(
        at(R8, workspace.resultGradients() + row * 2 * shape.headWidth() + 2 * column), vector);
    asm.apply(VDPBF16PS, PRODUCTS + row, vector, at(RSI, place));
  }

  private void overSum(AttentionGradientWorkspace workspace, int row, int target, int source) {
    asm.apply(
        VMULPS, target, source, at(R8, workspace.attention().reciprocals() + row * Tile.VECTOR));
  }
}
