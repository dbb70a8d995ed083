package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VCVTNEPS2BF16;
import static io.github.dino4j.torch.x86.Instruction.VMULPS;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RCX;

/** Weights times packed values, over the sum of the weights: rows of the result, to RCX. */
record WeightedValues(Assembler asm, AttentionShape shape) {
  private static final int UNROLLED = 4;

  void emit(int rows) {
    int vectors = shape.headWidth() / 16;
    for (int first = 0; first < vectors; first += Tile.COLUMNS) {
      part(new Tile(asm, rows, Math.min(Tile.COLUMNS, vectors - first)), first);
    }
  }

  /** Columns of the result from 16 x {@code first} on. */
  private void part(Tile tile, int first) {
    AttentionWorkspace workspace = AttentionWorkspace.of(shape);
    tile.clear();
    asm.move(R9, R8);
    asm.add(R9, workspace.weights());
    asm.move(R10, R8);
    asm.add(R10, workspace.packedValues() + first * Tile.VECTOR);
    asm.repeat(
        shape.keyPairs() / UNROLLED,
        RAX,
        () -> {
          multiply(tile, workspace, UNROLLED);
          asm.add(R9, 4 * UNROLLED);
          asm.add(R10, 4 * shape.headWidth() * UNROLLED);
        });
    multiply(tile, workspace, shape.keyPairs() % UNROLLED);
    tile.forEachSum((sum, row, column) -> {
      asm.apply(VMULPS, sum, sum, at(R8, workspace.reciprocals() + row * Tile.VECTOR));
      asm.apply(VCVTNEPS2BF16, sum, 0, sum);
      asm.storeHalf(at(RCX, row * shape.resultBytes() + 32 * (first + column)), sum);
    });
  }

  private void multiply(Tile tile, AttentionWorkspace workspace, int keyPairs) {
    for (int i = 0; i < keyPairs; i++) {
      int keyPair = i;
      tile.multiply(
          Instruction.VDPBF16PS,
          row -> at(R9, row * workspace.weightRow() + 4 * keyPair),
          column -> at(R10, 4 * keyPair * shape.headWidth() + column * Tile.VECTOR));
    }
  }
}
