package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Encodings.name;

/** What {@link TileRegisters} writes: all tiles, and memory by all pairs of registers. */
record TileEncodings(Encodings encodings) {
  void addAll() {
    encodings.add(
        "movabs rax, 0x1234567890; {disp8} ldtilecfg [rax]",
        asm -> new TileRegisters(asm).open(0x1234567890L));
    encodings.add("tilerelease", asm -> new TileRegisters(asm).close());
    for (int i = 0; i < 8; i++) {
      int tile = i;
      int second = (i + 3) % 8;
      int third = (i + 5) % 8;
      encodings.add("tilezero tmm" + tile, asm -> new TileRegisters(asm).clear(tile));
      encodings.add(
          "tdpbf16ps tmm%d, tmm%d, tmm%d".formatted(tile, second, third),
          asm -> new TileRegisters(asm).multiply(tile, second, third));
    }
    for (Register base : Register.values()) {
      for (Register stride : Register.values()) {
        throughMemory(base, stride);
      }
    }
  }

  private void throughMemory(Register base, Register stride) {
    int tile = base.code % 8;
    int offset = 64 * stride.code;
    String place = "[%s+%s*1+%d]".formatted(name(base), name(stride), offset);
    encodings.add(
        "{disp32} tileloadd tmm%d, %s".formatted(tile, place),
        asm -> new TileRegisters(asm).load(tile, at(base, offset), stride));
    encodings.add(
        "{disp32} tilestored %s, tmm%d".formatted(place, tile),
        asm -> new TileRegisters(asm).store(at(base, offset), stride, tile));
  }
}
