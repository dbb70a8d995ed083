package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VDPBF16PS;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RDI;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

import java.lang.foreign.Arena;

/**
 * Writes a tile whose reduction runs along the rows of a matrix in bf16: neighbouring rows are
 * interleaved to {@code [rows / 2, 64, 2]}, an odd last row gets a neighbour of zeros. Immutable:
 * threads share it.
 */
public final class PairingKernel {
  private final MachineCode code;

  private PairingKernel(MachineCode code) {
    this.code = code;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static PairingKernel of(PairingShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape, Interleaving.constants(arena)).emit();
    return new PairingKernel(MachineCode.of(asm.code(), arena));
  }

  /**
   * Runs on the calling thread; all arguments are addresses.
   *
   * @param source the first of the columns in the first row
   * @param target of {@link PairingShape#tileBytes}
   * @param sums of the columns, {@code [64]} in fp32, not written where the shape has none
   */
  public void run(long source, long target, long sums) {
    code.run(source, target, sums, 0, 0);
  }

  /** Source at RDI, target at RSI, sums at RDX. */
  private record Code(Assembler asm, PairingShape shape, long constants) {
    /** Of bf16 in a row of the source, and of pairs in a row of the target. */
    private static final int VECTORS = PairingShape.COLUMNS / 32;

    private static final int PAIR_VECTORS = 2 * VECTORS;

    /** How early rows are asked for, which the processor does not foresee. */
    private static final int ROWS_AHEAD = 16;

    private static final int SUMS = 0;
    private static final int ONES = SUMS + PAIR_VECTORS;
    private static final int INDICES = ONES + 1;
    private static final int ROW = INDICES + 2;
    private static final int NEIGHBOUR = ROW + VECTORS;
    private static final int PAIRS = NEIGHBOUR + VECTORS;

    /** Two of 1 in bf16. */
    private static final int ONE_AND_ONE = 0x3f803f80;

    void emit() {
      for (int i = 0; i < PAIR_VECTORS; i++) {
        asm.clear(SUMS + i);
      }
      asm.fill(ONES, Float.intBitsToFloat(ONE_AND_ONE));
      asm.move(RAX, constants);
      Interleaving interleaving = new Interleaving(asm, INDICES);
      interleaving.load(RAX);
      asm.repeat(
          shape.rows() / 2,
          RAX,
          () -> {
            pair(interleaving, true);
            asm.add(RDI, 2 * shape.rowBytes());
            asm.add(RSI, PAIR_VECTORS * Tile.VECTOR);
          });
      if (shape.rows() % 2 > 0) {
        pair(interleaving, false);
        asm.add(RSI, PAIR_VECTORS * Tile.VECTOR);
      }
      zeros(Math.ceilDiv(shape.filled(), 2) - Math.ceilDiv(shape.rows(), 2));
      for (int i = 0; shape.sums() && i < PAIR_VECTORS; i++) {
        asm.store(at(RDX, i * Tile.VECTOR), SUMS + i);
      }
      asm.exit();
    }

    private void zeros(int pairs) {
      asm.clear(ROW);
      for (int i = 0; i < pairs * PAIR_VECTORS; i++) {
        asm.store(at(RSI, i * Tile.VECTOR), ROW);
      }
    }

    private void pair(Interleaving interleaving, boolean both) {
      for (int i = 0; i < VECTORS; i++) {
        asm.load(ROW + i, at(RDI, i * Tile.VECTOR));
        for (int row = ROWS_AHEAD; row < ROWS_AHEAD + 2; row++) {
          asm.prefetch(at(RDI, row * shape.rowBytes() + i * Tile.VECTOR));
        }
        if (both) {
          asm.load(NEIGHBOUR + i, at(RDI, shape.rowBytes() + i * Tile.VECTOR));
        } else {
          asm.clear(NEIGHBOUR + i);
        }
        interleaving.apply(PAIRS + 2 * i, ROW + i, NEIGHBOUR + i);
      }
      for (int i = 0; i < PAIR_VECTORS; i++) {
        asm.store(at(RSI, i * Tile.VECTOR), PAIRS + i);
        if (shape.sums()) {
          asm.apply(VDPBF16PS, SUMS + i, ONES, PAIRS + i);
        }
      }
    }
  }
}
