package io.github.dino4j.kernels.softmax;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R11;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;
import java.util.function.IntConsumer;

/** Goes through the rows of a softmax: logits at RDI, weights at RSI, gradients at RDX. */
record SoftmaxRows(Assembler asm, SoftmaxShape shape) {
  /** Rows that go together, so that one fills the pauses in the sums of another. */
  static final int TOGETHER = 4;

  /** Bytes of 16 weights. */
  private static final int HALF = Tile.VECTOR / 2;

  /** Code for up to 16 numbers of a row. */
  @FunctionalInterface
  interface VectorCode {
    /**
     * @param row of those that go together
     * @param place of them
     * @param last whether the row ends here
     */
    void emit(int row, Place place, boolean last);
  }

  /**
   * Where 16 numbers of a row lie.
   *
   * @param gradients of logits, laid out like weights
   */
  record Place(Address logits, Address weights, Address gradients) {}

  /** Runs {@code block} on some rows at a time; changes R8. */
  void forEachBlock(IntConsumer block) {
    asm.repeat(
        shape.rows() / TOGETHER,
        R8,
        () -> {
          block.accept(TOGETHER);
          asm.add(RDI, TOGETHER * shape.logitRow());
          asm.add(RSI, TOGETHER * shape.weightRow());
          asm.add(RDX, TOGETHER * shape.weightRow());
        });
    if (shape.rows() % TOGETHER > 0) {
      block.accept(shape.rows() % TOGETHER);
    }
  }

  /** Runs {@code code} along the rows of a block; changes RAX, R9, R10, R11. */
  void forEachVector(int rows, VectorCode code) {
    asm.move(R9, RDI);
    asm.move(R10, RSI);
    asm.move(R11, RDX);
    asm.repeat(
        shape.vectors() - 1,
        RAX,
        () -> {
          vector(rows, code, false);
          asm.add(R9, Tile.VECTOR);
          asm.add(R10, HALF);
          asm.add(R11, HALF);
        });
    vector(rows, code, true);
  }

  private void vector(int rows, VectorCode code, boolean last) {
    for (int row = 0; row < rows; row++) {
      int weights = row * shape.weightRow();
      Place place = new Place(at(R9, row * shape.logitRow()), at(R10, weights), at(R11, weights));
      code.emit(row, place, last);
    }
  }

  /** Writes {@code zero}, a vector of zeros, behind the last of what is laid out like weights. */
  void fill(int rows, Register weights, int zero) {
    for (int row = 0; row < rows; row++) {
      for (int at = HALF * shape.vectors(); at < shape.weightRow(); at += HALF) {
        asm.storeHalf(at(weights, row * shape.weightRow() + at), zero);
      }
    }
  }
}
