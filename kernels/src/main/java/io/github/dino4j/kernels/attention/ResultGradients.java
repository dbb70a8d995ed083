package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.kernels.x86.Instruction.VDPBF16PS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Instruction.VSUBPS;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.HorizontalReduction;
import io.github.dino4j.kernels.x86.Interleaving;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Gradients of a block of results, at RDX, over the sums of their weights, to the workspace at R8:
 * as rows and packed; and what the gradients of logits start from, minus their products with the
 * results at RSI.
 */
record ResultGradients(Assembler asm, AttentionShape shape, AttentionConstants constants) {
  private static final int PRODUCTS = 0; // one vector a row
  private static final int WORKING = Tile.ROWS;
  private static final int ZERO = 2 * Tile.ROWS;
  private static final int FIRST_OF_STEP = ZERO + 1;

  /** In bf16 only, which has more vectors. */
  private static final int UPPER = FIRST_OF_STEP + 2;

  private static final int INTERLEAVING = UPPER + 1;
  private static final int PAIRS = INTERLEAVING + 2;

  void emit(int rows) {
    AttentionGradientWorkspace workspace = AttentionGradientWorkspace.of(shape);
    if (shape.type() == ElementType.BF16) {
      asm.move(RAX, constants.address());
      interleaving().load(RAX);
    }
    asm.clear(ZERO);
    for (int row = 0; row < rows; row++) {
      asm.clear(PRODUCTS + row);
    }
    asm.move(R10, at(R8, workspace.nextPackedResultGradients()));
    for (int row = 0; row < rows; row += shape.ofAStep()) {
      for (int offset = 0; offset < shape.headBytes(); offset += Tile.VECTOR) {
        Address packed = at(R10, row * shape.headBytes() + shape.ofAStep() * offset);
        switch (shape.type()) {
          case BF16 -> pair(row, rows, offset, packed);
          case FP32 -> single(row, offset, packed);
        }
      }
    }
    asm.add(R10, Tile.ROWS * shape.headBytes());
    asm.move(at(R8, workspace.nextPackedResultGradients()), R10);
    new HorizontalReduction(asm, WORKING).apply(VADDPS, PRODUCTS, rows);
    for (int row = 0; row < rows; row++) {
      asm.apply(VSUBPS, PRODUCTS + row, ZERO, PRODUCTS + row);
      asm.store(at(R8, workspace.starts() + row * Tile.VECTOR), PRODUCTS + row);
    }
  }

  /** A vector of a row. */
  private void single(int row, int offset, Address packed) {
    int place = row * shape.resultBytes() + offset;
    asm.load(FIRST_OF_STEP, at(RDX, place));
    overSum(row, FIRST_OF_STEP, FIRST_OF_STEP);
    asm.store(target(row, offset), FIRST_OF_STEP);
    asm.store(packed, FIRST_OF_STEP);
    asm.apply(VFMADD231PS, PRODUCTS + row, FIRST_OF_STEP, at(RSI, place));
  }

  /** 32 numbers of two rows; zeros take the place of a row after the last. */
  private void pair(int row, int rows, int offset, Address packed) {
    half(row, offset, FIRST_OF_STEP);
    int second = ZERO;
    if (row + 1 < rows) {
      second = FIRST_OF_STEP + 1;
      half(row + 1, offset, second);
    }
    interleaving().apply(PAIRS, FIRST_OF_STEP, second);
    asm.store(packed, PAIRS);
    asm.store(at(packed.base(), packed.offset() + Tile.VECTOR), PAIRS + 1);
  }

  /** 32 numbers of a row, which stay in {@code vector}. */
  private void half(int row, int offset, int vector) {
    int place = row * shape.resultBytes() + offset;
    asm.load(vector, at(RDX, place));
    // with zeros below, bf16 is fp32
    interleaving().apply(PAIRS, ZERO, vector);
    overSum(row, UPPER, PAIRS + 1);
    overSum(row, vector, PAIRS);
    asm.apply(VCVTNE2PS2BF16, vector, UPPER, vector);
    asm.store(target(row, offset), vector);
    asm.apply(VDPBF16PS, PRODUCTS + row, vector, at(RSI, place));
  }

  private Address target(int row, int offset) {
    int start = AttentionGradientWorkspace.of(shape).resultGradients();
    return at(R8, start + row * shape.headBytes() + offset);
  }

  private void overSum(int row, int target, int source) {
    int reciprocals = AttentionWorkspace.of(shape).reciprocals();
    asm.apply(VMULPS, target, source, at(R8, reciprocals + row * Tile.VECTOR));
  }

  private Interleaving interleaving() {
    return new Interleaving(asm, INTERLEAVING);
  }
}
