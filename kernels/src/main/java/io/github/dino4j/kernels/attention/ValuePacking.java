package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Interleaving;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Packs values, {@code [keys, width]} at {@code source}, which it moves, to {@code [key steps,
 * width, keys of a step]} at {@code target} in the workspace at R8. In bf16 those of two
 * neighbouring keys are interleaved, an odd last key with zeros; in fp32 they are brought together
 * as they are.
 */
record ValuePacking(
    Assembler asm,
    AttentionShape shape,
    AttentionConstants constants,
    Register source,
    int target) {
  private static final int INDICES = 4;

  void emit() {
    asm.move(R9, R8);
    asm.add(R9, target);
    switch (shape.type()) {
      case BF16 -> {
        asm.move(RAX, constants.address());
        interleaving().load(RAX);
        wholeSteps(() -> pairOfKeys(true));
        if (shape.keys() % 2 > 0) {
          pairOfKeys(false);
        }
      }
      case FP32 -> wholeSteps(this::singleKey);
    }
  }

  private void wholeSteps(Runnable step) {
    asm.repeat(
        shape.keys() / shape.ofAStep(),
        RAX,
        () -> {
          step.run();
          asm.add(source, shape.ofAStep() * shape.tokenBytes());
          asm.add(R9, 4 * shape.headWidth());
        });
  }

  private void singleKey() {
    for (int place = 0; place < shape.headBytes(); place += Tile.VECTOR) {
      asm.load(0, at(source, place));
      asm.store(at(R9, place), 0);
    }
  }

  private void pairOfKeys(boolean both) {
    for (int column = 0; column < shape.headWidth(); column += 32) {
      asm.load(0, at(source, 2 * column));
      if (both) {
        asm.load(1, at(source, shape.tokenBytes() + 2 * column));
      } else {
        asm.clear(1);
      }
      interleaving().apply(2, 0, 1);
      asm.store(at(R9, 4 * column), 2);
      asm.store(at(R9, 4 * column + Tile.VECTOR), 3);
    }
  }

  private Interleaving interleaving() {
    return new Interleaving(asm, INDICES);
  }
}
