package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RCX;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;

/** Weights times packed values, over the sum of the weights: rows of the result, to RCX. */
record WeightedValues(Assembler asm, AttentionShape shape) {
  void emit(int rows) {
    int vectors = shape.headWidth() / Tile.LANES;
    for (int first = 0; first < vectors; first += Tile.COLUMNS) {
      part(new Tile(asm, rows, Math.min(Tile.COLUMNS, vectors - first)), first);
    }
  }

  /** Columns of the result from the vector {@code first} on. */
  private void part(Tile tile, int first) {
    AttentionWorkspace workspace = AttentionWorkspace.of(shape);
    tile.clear();
    asm.move(R9, R8);
    asm.add(R9, workspace.weights());
    asm.move(R10, R8);
    asm.add(R10, workspace.packedValues() + first * Tile.VECTOR);
    new TokenGemm(asm, shape, workspace.weightRow(), 4).addTo(tile);
    tile.forEachSum((sum, row, column) -> {
      asm.apply(VMULPS, sum, sum, at(R8, workspace.reciprocals() + row * Tile.VECTOR));
      int offset = Tile.LANES * shape.type().bytes() * (first + column);
      asm.store(shape.type(), at(RCX, row * shape.resultBytes() + offset), sum);
    });
  }
}
