package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Encodings.memory;
import static io.github.dino4j.kernels.x86.Encodings.name;
import static io.github.dino4j.kernels.x86.Encodings.offsetForm;
import static io.github.dino4j.kernels.x86.Register.R11;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RSI;

/** Moves and sums of each general register, loops, frames, and the way out of a function. */
record GeneralEncodings(Encodings encodings) {
  private static final int[] OFFSETS = {0, 8, 127, -128, 128, -129, 100_000};
  private static final String EXIT = "vzeroupper; ret";

  void addAll() {
    for (Register register : Register.values()) {
      constantsAndSums(register);
      throughMemory(register);
      frame(register);
      for (Register other : Register.values()) {
        pair(register, other);
      }
    }
    loops();
    encodings.add(EXIT, Assembler::exit);
  }

  private void constantsAndSums(Register register) {
    String name = name(register);
    encodings.add("movabs " + name + ", 7", asm -> asm.move(register, 7));
    encodings.add(
        "movabs " + name + ", 0xfedcba9876543210", asm -> asm.move(register, 0xfedcba9876543210L));
    for (int value : new int[] {64, -64, 1000, -100_000}) {
      encodings.add("add " + name + ", " + value, asm -> asm.add(register, value));
    }
  }

  private void throughMemory(Register register) {
    String name = name(register);
    for (int offset : OFFSETS) {
      Address address = at(register, offset);
      String form = offsetForm(address);
      String place = memory(address);
      encodings.add(form + "mov rsi, " + place, asm -> asm.move(RSI, address));
      encodings.add(form + "mov r9, " + place, asm -> asm.move(R9, address));
      encodings.add(form + "mov " + place + ", rsi", asm -> asm.move(address, RSI));
      encodings.add(form + "mov " + place + ", r9", asm -> asm.move(address, R9));
      boolean rex = register.code < 8;
      encodings.add(
          form + (rex ? "{rex} " : "") + "prefetcht1 " + place, asm -> asm.prefetch(address));
    }
    encodings.add(
        "movabs %s, 3; 1: add rsi, 1000; dec %s; {disp32} jnz 1b".formatted(name, name),
        asm -> asm.repeat(3, register, () -> asm.add(RSI, 1000)));
  }

  private void pair(Register target, Register other) {
    String names = name(target) + ", " + name(other);
    encodings.add("mov " + names, asm -> asm.move(target, other));
    encodings.add(
        "{disp8} lea %s, [%s+%s*4]".formatted(name(target), name(target), name(other)),
        asm -> asm.addFloats(target, other));
  }

  private void loops() {
    encodings.add(
        EXIT + "; " + EXIT,
        asm -> {
          asm.repeat(0, RCX, () -> asm.add(RSI, 1000));
          asm.exit();
          asm.repeat(1, RCX, asm::exit);
        });
    encodings.add(
        "movabs rcx, 4; 1: movabs rax, 2; 2: prefetcht1 [r11+64]; dec rax; {disp32} jnz 2b; "
            + "dec rcx; {disp32} jnz 1b",
        asm -> asm.repeat(4, RCX, () -> asm.repeat(2, RAX, () -> asm.prefetch(at(R11, 64)))));
  }

  private void frame(Register memory) {
    String name = name(memory);
    encodings.add(
        "{rex} push rbx; push r13; push r14; push r15; push rbp; mov rbp, rsp; sub rsp, 1064; "
            + "lea %s, [rsp+63]; and %s, -64".formatted(name, name),
        asm -> new Frame(asm).open(memory, 1000));
    encodings.add("leave; pop r15; pop r14; pop r13; {rex} pop rbx", asm -> new Frame(asm).close());
  }
}
