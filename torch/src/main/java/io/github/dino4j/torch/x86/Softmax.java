package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VADDPS;
import static io.github.dino4j.torch.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.torch.x86.Instruction.VCVTNEPS2BF16;
import static io.github.dino4j.torch.x86.Instruction.VDIVPS;
import static io.github.dino4j.torch.x86.Instruction.VFMADD213PS;
import static io.github.dino4j.torch.x86.Instruction.VMAXPS;
import static io.github.dino4j.torch.x86.Instruction.VMULPS;
import static io.github.dino4j.torch.x86.Instruction.VREDUCEPS;
import static io.github.dino4j.torch.x86.Instruction.VSCALEFPS;
import static io.github.dino4j.torch.x86.Instruction.VSUBPS;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;

/**
 * Scores to weights, {@code exp(score - largest)} in bf16, and one over their sum, all in the
 * workspace at R8. The exponential is {@code 2^x}, the whole part of x by the exponent and the rest
 * by a polynomial.
 *
 * @param keepsUnrounded whether the weights take the place of the scores too, in fp32
 */
record Softmax(
    Assembler asm, AttentionShape shape, AttentionConstants constants, boolean keepsUnrounded) {
  private static final int LARGEST = 0; // one vector a row
  private static final int SUMS = Tile.ROWS;
  private static final int LOG2_E = 2 * Tile.ROWS;
  private static final int POWER = LOG2_E + 1;
  private static final int WORKING = POWER + AttentionConstants.POWER_OF_TWO.length;
  private static final int WORKING_SETS = 5; // of three vectors, in turn

  void emit(int rows) {
    AttentionWorkspace workspace = AttentionWorkspace.of(shape);
    start(rows, workspace);
    asm.move(R10, R8);
    asm.add(R10, workspace.scores());
    asm.move(R9, R8);
    asm.add(R9, workspace.weights());
    asm.repeat(
        shape.keyVectors() / 2,
        RAX,
        () -> {
          for (int row = 0; row < rows; row++) {
            int first = weights(row, 2 * row, at(R10, row * workspace.scoreRow()));
            int second =
                weights(row, 2 * row + 1, at(R10, row * workspace.scoreRow() + Tile.VECTOR));
            asm.apply(VCVTNE2PS2BF16, first, second, first);
            asm.store(at(R9, row * workspace.weightRow()), first);
          }
          asm.add(R10, 2 * Tile.VECTOR);
          asm.add(R9, Tile.VECTOR);
        });
    if (shape.keyVectors() % 2 > 0) {
      for (int row = 0; row < rows; row++) {
        int last = weights(row, row, at(R10, row * workspace.scoreRow()));
        asm.apply(VCVTNEPS2BF16, last, 0, last);
        asm.storeHalf(at(R9, row * workspace.weightRow()), last);
      }
    }
    finish(rows, workspace);
  }

  private void start(int rows, AttentionWorkspace workspace) {
    for (int row = 0; row < rows; row++) {
      asm.load(LARGEST + row, at(R8, workspace.largest() + row * Tile.VECTOR));
    }
    new AcrossVector(asm, WORKING).apply(VMAXPS, LARGEST, rows);
    asm.move(RAX, constants.address());
    for (int row = 0; row < rows; row++) {
      asm.clear(SUMS + row);
    }
    asm.broadcast(LOG2_E, at(RAX, AttentionConstants.LOG2_E));
    for (int i = 0; i < AttentionConstants.POWER_OF_TWO.length; i++) {
      asm.broadcast(POWER + i, at(RAX, AttentionConstants.POWER + 4 * i));
    }
  }

  /** The weights of 16 scores, in the vector returned. */
  private int weights(int row, int turn, Address scores) {
    int exponent = WORKING + 3 * (turn % WORKING_SETS);
    int rest = exponent + 1;
    int power = exponent + 2;
    asm.load(exponent, scores);
    asm.apply(VSUBPS, exponent, exponent, LARGEST + row);
    asm.apply(VMULPS, exponent, exponent, LOG2_E);
    asm.apply(VREDUCEPS, rest, 0, exponent, 1);
    asm.copy(power, POWER);
    for (int i = 1; i < AttentionConstants.POWER_OF_TWO.length; i++) {
      asm.apply(VFMADD213PS, power, rest, POWER + i);
    }
    asm.apply(VSCALEFPS, power, power, exponent);
    asm.apply(VADDPS, SUMS + row, SUMS + row, power);
    if (keepsUnrounded) {
      asm.store(scores, power);
    }
    return power;
  }

  private void finish(int rows, AttentionWorkspace workspace) {
    new AcrossVector(asm, WORKING).apply(VADDPS, SUMS, rows);
    asm.move(RAX, constants.address());
    asm.broadcast(LOG2_E, at(RAX, AttentionConstants.ONE));
    for (int row = 0; row < rows; row++) {
      asm.apply(VDIVPS, SUMS + row, LOG2_E, SUMS + row);
      asm.store(at(R8, workspace.reciprocals() + row * Tile.VECTOR), SUMS + row);
    }
  }
}
