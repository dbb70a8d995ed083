package io.github.dino4j.kernels.gemm;

import static io.github.dino4j.kernels.gemm.LinearRegisters.ARGUMENTS;
import static io.github.dino4j.kernels.x86.Register.R11;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;
import java.util.function.IntConsumer;

/** Goes through the tiles of a linear layer's matrix, in its {@link LinearRegisters}. */
record MatrixTiles(Assembler asm, LinearShape shape, EpilogueCode end) {
  /**
   * Changes R11.
   *
   * @param allRows takes all rows past a tile of so many vectors, and leaves these registers as
   *     they were
   */
  void forEach(IntConsumer allRows) {
    LinearTarget target = shape.target();
    asm.repeat(
        target.outputs() / LinearShape.TILE,
        R11,
        () -> {
          allRows.accept(LinearShape.TILE / Tile.LANES);
          asm.add(ARGUMENTS.matrix(), shape.tileBytes());
          asm.add(ARGUMENTS.bias(), 4 * LinearShape.TILE);
          end.moveColumns(target.type().bytes() * LinearShape.TILE);
        });
    int rest = target.outputs() % LinearShape.TILE;
    if (rest > 0) {
      allRows.accept(rest / Tile.LANES);
    }
  }
}
