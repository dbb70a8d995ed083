package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.PairTransposition;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Turns keys, {@code [keys, head steps]} at {@code source}, which it moves, into vectors of the
 * same step of some keys, {@code [key vectors, head steps, lanes]} at {@code target} in the
 * workspace at R8: a transposition of 32-bit numbers. Places without a key become zero.
 */
record KeyPacking(Assembler asm, AttentionShape shape, Register source, int target) {
  void emit() {
    PairTransposition transposition = new PairTransposition(asm, shape.tokenBytes(), Tile.VECTOR);
    transposition.setMasks();
    asm.move(R9, R8);
    asm.add(R9, target);
    asm.repeat(
        shape.keys() / Tile.LANES,
        RAX,
        () -> {
          vectorOfKeys(transposition, Tile.LANES);
          asm.add(source, Tile.LANES * shape.tokenBytes());
          asm.add(R9, shape.headSteps() * Tile.VECTOR);
        });
    if (shape.keys() % Tile.LANES > 0) {
      vectorOfKeys(transposition, shape.keys() % Tile.LANES);
    }
  }

  private void vectorOfKeys(PairTransposition transposition, int keys) {
    for (int step = 0; step < shape.headSteps(); step += PairTransposition.PAIRS) {
      transposition.emit(keys, at(source, 4 * step), at(R9, step * Tile.VECTOR));
    }
  }
}
