package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R11;
import static io.github.dino4j.kernels.x86.Register.R9;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Products along the width of a head: of rows, {@code rowBytes} apart from {@code first} after
 * {@code rows} on, with packed keys at R9.
 */
record HeadGemm(Assembler asm, AttentionShape shape, Register rows, int first, int rowBytes) {
  /** Steps of a turn of the loop; head widths are multiples of it. */
  private static final int UNROLLED = 4;

  /** R9 moves on to the keys after those of the tile; changes R11. */
  void addTo(Tile tile) {
    int keyVector = shape.headSteps() * Tile.VECTOR;
    asm.repeat(
        shape.headSteps() / UNROLLED,
        R11,
        () -> {
          for (int i = 0; i < UNROLLED; i++) {
            int step = i;
            tile.multiply(
                shape.type(),
                row -> at(rows, first + row * rowBytes + 4 * step),
                column -> at(R9, column * keyVector + step * Tile.VECTOR));
          }
          asm.add(rows, 4 * UNROLLED);
          asm.add(R9, UNROLLED * Tile.VECTOR);
        });
    asm.add(rows, -4 * shape.headSteps());
    asm.add(R9, (tile.columns() - 1) * keyVector);
  }
}
