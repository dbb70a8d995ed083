package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Encodings.memory;
import static io.github.dino4j.kernels.x86.Encodings.offsetForm;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RDI;

import io.github.dino4j.kernels.ElementType;

/** Vectors to and from memory, constants, masks, by the methods that {@link Assembler} has. */
record TransferEncodings(Encodings encodings) {
  private static final int[] OFFSETS = {0, 8, 127, -128, 128, -129, 100_000};

  void addAll() {
    vectors();
    if (encodings.width == VectorWidth.ZMM) {
      vectorsOfAvx512();
    } else {
      vectorsOfAvx2();
    }
  }

  private void vectors() {
    String form = encodings.form();
    String exclusiveOr = encodings.width == VectorWidth.ZMM ? "vpxord" : "vpxor";
    Address place = at(RDI, 64);
    for (int i = 0; i < encodings.width.registers; i++) {
      int vector = i;
      int other = encodings.width.registers - 1 - i;
      String name = encodings.vector(vector);
      encodings.add(
          "%s%s %s, %s, %s".formatted(form, exclusiveOr, name, name, name),
          asm -> asm.clear(vector));
      encodings.add(
          "{load} %svmovups %s, %s".formatted(form, name, encodings.vector(other)),
          asm -> asm.copy(vector, other));
      encodings.add(form + "vmovups " + name + ", [rdi+64]", asm -> asm.load(vector, place));
      encodings.add(form + "vmovups [rdi+64], " + name, asm -> asm.store(place, vector));
      encodings.add(
          form + "vmovups [rdi+64], " + name, asm -> asm.store(ElementType.FP32, place, vector));
      encodings.add(form + "vmovss [rdi+64], xmm" + vector, asm -> asm.storeFirst(place, vector));
      encodings.add(
          form + "vbroadcastss " + name + ", [rdi+64]", asm -> asm.broadcast(vector, place));
    }
  }

  private void vectorsOfAvx2() {
    for (int i = 0; i < encodings.width.registers; i++) {
      int vector = i;
      encodings.add(
          "movabs rax, 0x40490fdb; {vex3} vmovd xmm%d, eax; {vex3} vbroadcastss ymm%d, xmm%d"
              .formatted(vector, vector, vector),
          asm -> asm.fill(vector, (float) Math.PI));
      int offset = OFFSETS[i % OFFSETS.length];
      Address place = at(offset % 2 == 0 ? RDI : R9, offset);
      encodings.add(
          "%s{vex3} vmovups xmm%d, %s".formatted(offsetForm(place), vector, memory(place)),
          asm -> asm.loadLower(vector, place));
    }
  }

  private void vectorsOfAvx512() {
    for (int mask = 1; mask < 8; mask++) {
      int number = mask;
      encodings.add(
          "movabs rax, 0xf0f0; kmovw k%d, eax".formatted(mask), asm -> asm.mask(number, 0xf0f0));
      quarters(mask);
    }
    for (int vector : new int[] {1, 8, 16, 31}) {
      halves(vector);
    }
  }

  private void quarters(int mask) {
    for (int offset : new int[] {0, 16, 8, 127 * 16, -128 * 16, 128 * 16}) {
      Address place = at(offset % 16 == 0 ? RDI : R9, offset);
      int vector = 4 * mask + 3;
      String masked = "zmm%d{k%d}".formatted(vector, mask);
      String form = offsetForm(place) + "{evex} vbroadcasti32x4 ";
      encodings.add(
          form + masked + ", " + memory(place), asm -> asm.loadQuarter(vector, mask, true, place));
      encodings.add(
          form + masked + "{z}, " + memory(place),
          asm -> asm.loadQuarter(vector, mask, false, place));
    }
  }

  private void halves(int vector) {
    encodings.add(
        "movabs rax, 0x40490fdb; vpbroadcastd zmm%d, eax".formatted(vector),
        asm -> asm.fill(vector, (float) Math.PI));
    for (int offset : new int[] {0, 32, 16, 127 * 32, -128 * 32, 128 * 32}) {
      Address place = at(offset % 32 == 0 ? RDI : R9, offset);
      String text = memory(place);
      String form = offsetForm(place);
      String store = "%s{evex} vmovups %s, ymm%d".formatted(form, text, vector);
      encodings.add(store, asm -> asm.storeHalf(place, vector));
      encodings.add(
          "vcvtneps2bf16 ymm%d, zmm%d; %s".formatted(vector, vector, store),
          asm -> asm.store(ElementType.BF16, place, vector));
      encodings.add(
          "%svpmovzxwd zmm%d, %s; vpslld zmm%d, zmm%d, 16"
              .formatted(form, vector, text, vector, vector),
          asm -> asm.loadBf16(vector, place));
    }
  }
}
