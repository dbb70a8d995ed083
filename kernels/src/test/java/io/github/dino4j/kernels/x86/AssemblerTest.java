package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.kernels.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs what the assembler writes, with registers from both ends of the range. */
class AssemblerTest extends OnMemory {
  AssemblerTest() {
    super(VectorWidth.ZMM, ElementType.BF16);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 2",
    "7, 8, 9",
    "15, 16, 17",
    "23, 24, 25",
    "31, 0, 15",
    "1, 31, 16",
    "8, 9, 31"
  })
  void everyRegisterHasItsNumber(int target, int left, int right) {
    run(asm -> {
      asm.load(left, at(RDI, LEFT));
      asm.load(right, at(RDI, RIGHT));
      asm.apply(Instruction.VSUBPS, target, left, right);
      asm.store(at(RDI, RESULT), target);
    });
    for (int i = 0; i < 16; i++) {
      assertThat(get(RESULT, i)).isEqualTo(3 + i - (20.25f - 2 * i));
    }
  }

  /** Short offsets count in units of what an instruction reads, others in bytes. */
  @ParameterizedTest
  @CsvSource({"-8192", "-64", "-4", "0", "4", "60", "64", "508", "512", "1000", "8128", "8192"})
  void offsets(int offset) {
    int place = 1024;
    set(place, 0, 5);
    run(asm -> {
      asm.add(RDI, place - offset);
      asm.broadcast(20, at(RDI, offset));
      asm.load(21, at(RDI, offset));
      asm.apply(Instruction.VMULPS, 20, 20, 21);
      asm.add(RDI, offset - place);
      asm.store(at(RDI, RESULT), 20);
    });
    assertThat(get(RESULT, 0)).isEqualTo(25);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void numbersAreStoredInTheirType(ElementType type) {
    set(LEFT, 1, 1.01171875f); // 1 + 1.5 x 2^-7: to the even neighbour
    MemorySegment result = memory.asSlice(RESULT, 64).fill((byte) 1);
    run(asm -> {
      asm.load(17, at(RDI, LEFT));
      asm.store(type, at(RDI, RESULT), 17);
    });
    for (int i = 0; i < 16; i++) {
      float expected = i == 1 && type == ElementType.BF16 ? 1.015625f : get(LEFT, i);
      assertThat(new Numbers(type, result).get(i)).isEqualTo(expected);
    }
    for (int i = 16 * type.bytes(); i < 64; i++) {
      assertThat(result.get(ValueLayout.JAVA_BYTE, i)).isEqualTo((byte) 1);
    }
  }

  @Test
  void quartersAreKeptOrCleared() {
    run(asm -> {
      asm.mask(2, 0x00f0);
      asm.mask(7, 0xf000);
      asm.load(18, at(RDI, LEFT));
      asm.loadQuarter(18, 2, false, at(RDI, RIGHT + 16));
      asm.loadQuarter(18, 7, true, at(RDI, TARGET + 4));
      asm.store(at(RDI, RESULT), 18);
    });
    for (int i = 0; i < 16; i++) {
      double expected =
          switch (i / 4) {
            case 1 -> 20.25 - 2 * i;
            case 3 -> 0.5 * (i - 12 + 1);
            default -> 0;
          };
      assertThat(get(RESULT, i)).isEqualTo((float) expected);
    }
  }

  /** All but RAX, which holds the result, and the one that counts. */
  @ParameterizedTest
  @EnumSource(Register.class)
  void loopsCountInAnyRegister(Register counter) {
    Register cursor = counter == RDI ? Register.RSI : RDI;
    for (int times : new int[] {0, 1, 2, 300}) {
      memory.fill((byte) 0);
      set(0, 0, 1);
      run(asm -> {
        asm.move(cursor, RDI);
        asm.clear(5);
        asm.broadcast(6, at(cursor));
        asm.repeat(times, counter, () -> asm.apply(Instruction.VADDPS, 5, 5, 6));
        asm.store(at(cursor, RESULT), 5);
      });
      assertThat(get(RESULT, 15)).isEqualTo(times);
    }
  }

  @ParameterizedTest
  @EnumSource(Register.class)
  void movesAndSums(Register register) {
    long start = memory.address();
    set(64, 0, 7);
    run(asm -> {
      asm.move(register, ~start);
      asm.move(register, start);
      asm.add(register, 128);
      asm.add(register, -64);
      asm.prefetch(at(register, 100_000));
      asm.prefetch(at(register));
      asm.broadcast(0, at(register));
      asm.move(Register.RDX, register);
      asm.store(at(Register.RDX, RESULT - 64), 0);
    });
    assertThat(get(RESULT, 15)).isEqualTo(7);
  }

  /** To and from memory, near and far. */
  @ParameterizedTest
  @EnumSource(Register.class)
  void registersAreKeptInMemory(Register register) {
    Register base = register == RDI ? Register.R9 : RDI;
    for (int offset : new int[] {0, 120, 1024}) {
      run(asm -> {
        asm.move(base, memory.address());
        asm.move(register, 0x123456789abcdefL);
        asm.move(at(base, offset), register);
        asm.move(register, 0);
        asm.move(register, at(base, offset));
        asm.move(at(base, offset + 8), register);
        asm.move(Register.R11, memory.address());
        asm.move(Register.R8, at(Register.R11, offset + 8));
        asm.move(at(Register.R11, offset + 16), Register.R8);
      });
      for (int i = 0; i < 3; i++) {
        assertThat(memory.get(ValueLayout.JAVA_LONG, offset + 8L * i))
            .isEqualTo(0x123456789abcdefL);
      }
    }
  }

  /** An address from memory, and the place of a number after it. */
  @ParameterizedTest
  @EnumSource(Register.class)
  void loadsAndIndices(Register register) {
    int place = 1024;
    memory.set(ValueLayout.JAVA_LONG, place + 8, memory.address());
    for (Register other : Register.values()) {
      if (other != register) {
        run(asm -> {
          asm.move(other, RDI);
          asm.move(register, at(other, place + 8));
          asm.move(other, 100);
          asm.addFloats(register, other);
          asm.broadcast(0, at(register, LEFT + 5 * 4 - 400));
          asm.store(at(register, RESULT - 400), 0);
        });
        assertThat(get(RESULT, 3)).isEqualTo(8);
        set(RESULT, 3, 0);
      }
    }
    memory.set(ValueLayout.JAVA_LONG, 2048, memory.address());
    run(asm -> {
      asm.move(register, RDI);
      asm.move(register, at(register, 2048));
      asm.broadcast(0, at(register, RIGHT));
      asm.store(at(register, RESULT), 0);
    });
    assertThat(get(RESULT, 3)).isEqualTo(20.25f);
  }

  @Test
  void argumentsArriveInTheirRegisters() {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment five = local.allocate(5 * 64, 64);
      for (int i = 0; i < 5; i++) {
        five.set(ValueLayout.JAVA_FLOAT, 64L * i, i + 1);
      }
      Assembler asm = new Assembler();
      asm.broadcast(0, at(RDI));
      asm.broadcast(1, at(Register.RSI));
      asm.broadcast(2, at(Register.RDX));
      asm.broadcast(3, at(Register.RCX));
      asm.broadcast(4, at(Register.R8));
      for (int i = 1; i < 5; i++) {
        asm.apply(Instruction.VMULPS, 0, 0, i);
      }
      asm.store(at(RDI), 0);
      asm.exit();
      long start = five.address();
      MachineCode.of(asm.code(), local)
          .run(start, start + 64, start + 128, start + 192, start + 256);
      assertThat(five.get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(120);
    }
  }
}
