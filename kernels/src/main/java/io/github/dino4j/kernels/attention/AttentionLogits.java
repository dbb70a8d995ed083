package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VMAXPS;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R11;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RDI;

import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Queries at RDI times packed keys: fp32 logits and the largest of each row, to the workspace at
 * R8.
 */
record AttentionLogits(Assembler asm, AttentionShape shape, AttentionConstants constants) {
  void emit(int rows) {
    AttentionWorkspace workspace = AttentionWorkspace.of(shape);
    asm.move(RAX, constants.address());
    asm.broadcast(0, at(RAX, AttentionConstants.LOWEST));
    for (int row = 0; row < rows; row++) {
      asm.store(largest(workspace, row), 0);
    }
    asm.move(R9, R8);
    asm.move(R10, R8);
    asm.add(R10, workspace.logits());
    int before = (shape.keyVectors() - 1) / Tile.COLUMNS;
    Tile full = new Tile(asm, rows, Tile.COLUMNS);
    asm.repeat(
        before,
        RAX,
        () -> {
          full.clear();
          logitsOf(full, workspace);
        });
    Tile last = new Tile(asm, rows, shape.keyVectors() - before * Tile.COLUMNS);
    startLast(last);
    logitsOf(last, workspace);
  }

  private void startLast(Tile tile) {
    tile.clear();
    asm.move(R11, constants.address());
    for (int row = 0; row < tile.rows(); row++) {
      asm.load(tile.sum(row, tile.columns() - 1), at(R11, AttentionConstants.LAST_LOGITS));
    }
  }

  private void logitsOf(Tile tile, AttentionWorkspace workspace) {
    new HeadGemm(asm, shape, RDI, 0, shape.tokenBytes()).addTo(tile);
    for (int row = 0; row < tile.rows(); row++) {
      for (int column = 0; column < tile.columns(); column++) {
        asm.store(
            at(R10, row * workspace.logitRow() + column * Tile.VECTOR), tile.sum(row, column));
      }
      keepLargest(tile, row, workspace);
    }
    asm.add(R10, tile.columns() * Tile.VECTOR);
  }

  private void keepLargest(Tile tile, int row, AttentionWorkspace workspace) {
    int most = tile.sum(row, 0);
    for (int column = 1; column < tile.columns(); column++) {
      asm.apply(VMAXPS, most, most, tile.sum(row, column));
    }
    asm.apply(VMAXPS, most, most, largest(workspace, row));
    asm.store(largest(workspace, row), most);
  }

  private static Address largest(AttentionWorkspace workspace, int row) {
    return at(R8, workspace.largest() + row * Tile.VECTOR);
  }
}
