package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.kernels.x86.Instruction.VDIVPS;
import static io.github.dino4j.kernels.x86.Instruction.VMAXPS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Instruction.VSUBPS;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.function.Exponential;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.HorizontalReduction;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.VectorWidth;

/**
 * Logits to weights, {@code exp(logit - largest)}, and one over their sum, all in the workspace at
 * R8. The exponential is {@code 2^x}.
 *
 * @param keepsUnrounded whether, in bf16, the weights take the place of the logits too, in fp32
 */
record Softmax(
    Assembler asm, AttentionShape shape, AttentionConstants constants, boolean keepsUnrounded) {
  /** Rows that go together: all, or in AVX2, which has few vectors, one. */
  private static final int TOGETHER = VectorWidth.HERE == VectorWidth.ZMM ? Tile.ROWS : 1;

  private static final int LARGEST = 0; // one vector a row
  private static final int SUMS = TOGETHER;
  private static final int LOG2_E = 2 * TOGETHER;
  private static final int POWER = LOG2_E + 1;

  void emit(int rows) {
    for (int first = 0; first < rows; first += TOGETHER) {
      emit(first, Math.min(TOGETHER, rows - first));
    }
  }

  private void emit(int first, int rows) {
    AttentionWorkspace workspace = AttentionWorkspace.of(shape);
    start(first, rows, workspace);
    asm.move(R10, R8);
    asm.add(R10, workspace.logits() + first * workspace.logitRow());
    switch (shape.type()) {
      case BF16 -> toRounded(rows, workspace);
      case FP32 -> inPlace(rows, workspace);
    }
    finish(first, rows, workspace);
  }

  private void toRounded(int rows, AttentionWorkspace workspace) {
    asm.move(R9, R8);
    asm.add(R9, workspace.weights());
    asm.repeat(
        shape.keyVectors() / 2,
        RAX,
        () -> {
          for (int row = 0; row < rows; row++) {
            int first = weights(row, 2 * row, at(R10, row * workspace.logitRow()));
            int second =
                weights(row, 2 * row + 1, at(R10, row * workspace.logitRow() + Tile.VECTOR));
            asm.apply(VCVTNE2PS2BF16, first, second, first);
            asm.store(at(R9, row * workspace.weightRow()), first);
          }
          asm.add(R10, 2 * Tile.VECTOR);
          asm.add(R9, Tile.VECTOR);
        });
    if (shape.keyVectors() % 2 > 0) {
      for (int row = 0; row < rows; row++) {
        int last = weights(row, row, at(R10, row * workspace.logitRow()));
        asm.store(ElementType.BF16, at(R9, row * workspace.weightRow()), last);
      }
    }
  }

  private void inPlace(int rows, AttentionWorkspace workspace) {
    asm.repeat(
        shape.keyVectors(),
        RAX,
        () -> {
          for (int row = 0; row < rows; row++) {
            weights(row, row, at(R10, row * workspace.logitRow()));
          }
          asm.add(R10, Tile.VECTOR);
        });
  }

  private void start(int first, int rows, AttentionWorkspace workspace) {
    for (int row = 0; row < rows; row++) {
      asm.load(LARGEST + row, at(R8, workspace.largest() + (first + row) * Tile.VECTOR));
    }
    new HorizontalReduction(asm, working()).apply(VMAXPS, LARGEST, rows);
    asm.move(RAX, constants.address());
    for (int row = 0; row < rows; row++) {
      asm.clear(SUMS + row);
    }
    asm.broadcast(LOG2_E, at(RAX, AttentionConstants.LOG2_E));
    exponential().start();
  }

  /** The weights of a vector of logits, in the vector returned. */
  private int weights(int row, int turn, Address logits) {
    int sets = (VectorWidth.HERE.registers - working()) / Exponential.WORKING_SET; // in turn
    int exponent = working() + Exponential.WORKING_SET * (turn % sets);
    int rest = exponent + 1;
    int power = exponent + 2;
    asm.load(exponent, logits);
    asm.apply(VSUBPS, exponent, exponent, LARGEST + row);
    asm.apply(VMULPS, exponent, exponent, LOG2_E);
    exponential().apply(exponent, rest, power);
    asm.apply(VADDPS, SUMS + row, SUMS + row, power);
    if (keepsUnrounded || shape.type() == ElementType.FP32) {
      asm.store(logits, power);
    }
    return power;
  }

  private void finish(int first, int rows, AttentionWorkspace workspace) {
    new HorizontalReduction(asm, working()).apply(VADDPS, SUMS, rows);
    asm.move(RAX, constants.address());
    asm.broadcast(LOG2_E, at(RAX, AttentionConstants.ONE));
    for (int row = 0; row < rows; row++) {
      asm.apply(VDIVPS, SUMS + row, LOG2_E, SUMS + row);
      asm.store(at(R8, workspace.reciprocals() + (first + row) * Tile.VECTOR), SUMS + row);
    }
  }

  private Exponential exponential() {
    return new Exponential(asm, shape.type(), POWER);
  }

  /** The first of the vectors that are free. */
  private int working() {
    return POWER + Exponential.vectors(shape.type());
  }
}
