package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RDI;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Gradients of the logits of a block of queries, in the workspace at R8: {@code weights ·
 * (gradients of results · valuesᵀ + starts)}, of weights in fp32 in the place of the logits.
 */
record LogitGradients(Assembler asm, AttentionShape shape) {
  void emit(int rows) {
    AttentionGradientWorkspace workspace = AttentionGradientWorkspace.of(shape);
    asm.move(at(R8, workspace.query()), RDI);
    asm.move(RDI, R8);
    asm.add(RDI, workspace.logitGradients());
    asm.move(R9, R8);
    asm.add(R9, workspace.valuesAsKeys());
    asm.move(R10, R8);
    asm.add(R10, workspace.attention().logits());
    int before = (shape.keyVectors() - 1) / Tile.COLUMNS;
    asm.repeat(before, RAX, () -> part(new Tile(asm, rows, Tile.COLUMNS), workspace));
    part(new Tile(asm, rows, shape.keyVectors() - before * Tile.COLUMNS), workspace);
    asm.move(RDI, at(R8, workspace.query()));
  }

  private void part(Tile tile, AttentionGradientWorkspace workspace) {
    tile.forEachSum(
        (sum, row, column) -> asm.load(sum, at(R8, workspace.starts() + row * Tile.VECTOR)));
    new HeadGemm(asm, shape, R8, workspace.resultGradients(), shape.headBytes()).addTo(tile);
    int logitRow = workspace.attention().logitRow();
    tile.forEachSum((sum, row, column) ->
        asm.apply(VMULPS, sum, sum, at(R10, row * logitRow + column * Tile.VECTOR)));
    store(tile, workspace.attention().weightRow());
    asm.add(R10, tile.columns() * Tile.VECTOR);
    asm.add(RDI, tile.columns() * vectorBytes());
  }

  private void store(Tile tile, int rowBytes) {
    for (int row = 0; row < tile.rows(); row++) {
      for (int column = 0; column < tile.columns(); column += shape.ofAStep()) {
        Address target = at(RDI, row * rowBytes + column * vectorBytes());
        int sum = tile.sum(row, column);
        if (shape.type() == ElementType.BF16 && column + 1 < tile.columns()) {
          asm.apply(VCVTNE2PS2BF16, sum, tile.sum(row, column + 1), sum);
          asm.store(target, sum);
        } else {
          asm.store(shape.type(), target, sum);
        }
      }
    }
  }

  /** Bytes of as many numbers as a vector in fp32 holds. */
  private int vectorBytes() {
    return Tile.LANES * shape.type().bytes();
  }
}
