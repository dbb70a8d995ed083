package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.PairTransposition;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;

/**
 * Writes a tile whose reduction runs along the rows of a matrix: {@code [outputs, inputs]} becomes
 * {@code [inputs / 2, outputs, 2]} in bf16 and {@code [inputs, outputs]} in fp32, with zeros where
 * outputs lack to a multiple of 16. Immutable: threads share it.
 */
public final class TransposingKernel {
  private final MachineCode code;
  private final TransposingShape shape;

  private TransposingKernel(MachineCode code, TransposingShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static TransposingKernel of(TransposingShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape).emit();
    return new TransposingKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /**
   * Runs on the calling thread.
   *
   * @param source {@code [outputs, inputs]}
   * @param target without gaps, its outputs filled to a multiple of 16
   */
  public void run(Matrix source, PackedTile target) {
    assert shape.source().admits(source);
    assert shape.target().admits(target);
    code.run(source.address(), target.address(), 0, 0, 0);
  }

  /** Source at RDI, target at RSI. */
  private record Code(Assembler asm, TransposingShape shape) {
    void emit() {
      PairTransposition transposition =
          new PairTransposition(asm, shape.rowBytes(), shape.vectors() * Tile.VECTOR);
      transposition.setMasks();
      asm.repeat(
          shape.outputs() / Tile.LANES,
          RAX,
          () -> {
            vector(transposition, Tile.LANES);
            asm.add(RDI, Tile.LANES * shape.rowBytes());
            asm.add(RSI, Tile.VECTOR);
          });
      int rest = shape.outputs() % Tile.LANES;
      for (int done = shape.outputs() / Tile.LANES; done < shape.vectors(); done++) {
        vector(transposition, rest);
        asm.add(RSI, Tile.VECTOR);
        rest = 0;
      }
      asm.exit();
    }

    /** All inputs of up to a vector of outputs, zeros for those that lack. */
    private void vector(PairTransposition transposition, int outputs) {
      asm.move(R8, RDI);
      asm.move(R9, RSI);
      asm.repeat(
          shape.steps() / PairTransposition.PAIRS,
          RCX,
          () -> {
            transposition.emit(outputs, at(R8), at(R9));
            asm.add(R8, 4 * PairTransposition.PAIRS);
            asm.add(R9, PairTransposition.PAIRS * transposition.vectorBytes());
          });
    }
  }
}
