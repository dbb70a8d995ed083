package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.kernels.ElementType;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each instruction on 256 bits against the same in Java, with registers of both halves. */
class Avx2InstructionTest extends OnMemory {
  private static final int LANES = VectorWidth.YMM.lanes;

  Avx2InstructionTest() {
    super(VectorWidth.YMM, ElementType.FP32);
  }

  @Test
  void arithmetic() {
    expect(Instruction.VADDPS, (i, t) -> left(i) + right(i));
    expect(Instruction.VSUBPS, (i, t) -> left(i) - right(i));
    expect(Instruction.VMULPS, (i, t) -> left(i) * right(i));
    expect(Instruction.VDIVPS, (i, t) -> (float) left(i) / (float) right(i));
    expect(Instruction.VMINPS, (i, t) -> Math.min(left(i), right(i)));
    expect(Instruction.VMAXPS, (i, t) -> Math.max(left(i), right(i)));
    expect(Instruction.VFMADD213PS, (i, t) -> t * left(i) + right(i));
    expect(Instruction.VFMADD231PS, (i, t) -> t + left(i) * right(i));
    expect(Instruction.VFNMADD231PS, (i, t) -> t - left(i) * right(i));
  }

  @Test
  void shuffles() {
    expect(Instruction.VSHUFPS, 0xb1, i -> (i & 2) == 0 ? left(i ^ 1) : right(i ^ 1));
    expect(Instruction.VPERM2F128, 1, i -> left(i ^ 4));
    expect(Instruction.VPUNPCKLDQ, (i, t) -> pick((int) i % 2, quarter(i) + (int) i % 4 / 2));
    expect(Instruction.VPUNPCKHDQ, (i, t) -> pick((int) i % 2, quarter(i) + 2 + (int) i % 4 / 2));
  }

  @Test
  void pairsOfNumbers() {
    expect(Instruction.VPUNPCKLQDQ, (i, t) -> pick((int) i % 4 / 2, quarter(i) + (int) i % 2));
    expect(Instruction.VPUNPCKHQDQ, (i, t) -> pick((int) i % 4 / 2, quarter(i) + 2 + (int) i % 2));
  }

  @Test
  void bits() {
    for (Instruction instruction :
        List.of(Instruction.VPXORD, Instruction.VANDPS, Instruction.VPADDD)) {
      run(asm -> three(asm, instruction));
      for (int i = 0; i < LANES; i++) {
        int left = bits(LEFT, i);
        int right = bits(RIGHT, i);
        int expected =
            switch (instruction) {
              case VPXORD -> left ^ right;
              case VANDPS -> left & right;
              default -> left + right;
            };
        assertThat(bits(RESULT, i)).as("%s %d", instruction, i).isEqualTo(expected);
      }
    }
  }

  @Test
  void wholeNumbers() {
    float[] numbers = {-2.5f, -2, -0.25f, 0, 0.75f, 3, 126.99f, -126.5f};
    for (int i = 0; i < LANES; i++) {
      set(LEFT, i, numbers[i]);
    }
    run(asm -> {
      asm.load(12, at(RDI, LEFT));
      asm.apply(Instruction.VROUNDPS, 3, 0, 12, 9);
      asm.store(at(RDI, RESULT), 3);
      asm.apply(Instruction.VCVTPS2DQ, 13, 0, 3);
      asm.apply(Instruction.VPSLLD, 6, 13, 13, 4);
      asm.store(at(RDI, RESULT + 64), 13);
    });
    for (int i = 0; i < LANES; i++) {
      float floor = (float) Math.floor(numbers[i]);
      assertThat(get(RESULT, i)).isEqualTo(floor);
      assertThat(bits(RESULT + 64, i)).isEqualTo((int) floor << 4);
    }
  }

  @Test
  void halvesOfVectors() {
    run(asm -> {
      asm.load(9, at(RDI, TARGET));
      asm.loadLower(9, at(RDI, LEFT));
      asm.store(at(RDI, RESULT), 9);
      asm.apply(Instruction.VINSERTF128, 9, 9, at(RDI, RIGHT), 1);
      asm.store(at(RDI, RESULT + 64), 9);
    });
    for (int i = 0; i < LANES; i++) {
      assertThat(get(RESULT, i)).isEqualTo(i < 4 ? (float) left(i) : 0);
      assertThat(get(RESULT + 64, i)).isEqualTo((float) (i < 4 ? left(i) : right(i - 4)));
    }
  }

  @Test
  void squareRootsAndConstants() {
    for (int i = 0; i < LANES; i++) {
      set(RIGHT, i, i * i);
    }
    run(asm -> {
      asm.fill(2, -0.3f);
      asm.fill(14, 7);
      asm.load(11, at(RDI, RIGHT));
      asm.apply(Instruction.VSQRTPS, 10, 0, 11);
      asm.apply(Instruction.VMULPS, 14, 14, 2);
      asm.apply(Instruction.VMULPS, 10, 10, 14);
      asm.store(at(RDI, RESULT), 10);
    });
    for (int i = 0; i < LANES; i++) {
      assertThat(get(RESULT, i)).isEqualTo(i * (-0.3f * 7));
    }
  }

  @Test
  void storingAndSpreadingOneNumber() {
    memory.asSlice(RESULT, 64).fill((byte) 1);
    run(asm -> {
      asm.load(15, at(RDI, LEFT));
      asm.storeFirst(at(RDI, RESULT + 4), 15);
      asm.broadcast(8, at(RDI, LEFT + 12));
      asm.store(at(RDI, RESULT + 64), 8);
    });
    for (int i = 0; i < LANES; i++) {
      float untouched = Float.intBitsToFloat(0x01010101);
      assertThat(get(RESULT, i)).isEqualTo(i == 1 ? 3 : untouched);
      assertThat(get(RESULT + 64, i)).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 2", "7, 8, 9", "15, 0, 8", "8, 15, 7", "3, 3, 12"})
  void everyRegisterHasItsNumber(int target, int left, int right) {
    run(asm -> {
      asm.load(left, at(RDI, LEFT));
      asm.load(right, at(RDI, RIGHT));
      asm.apply(Instruction.VSUBPS, target, left, right);
      asm.store(at(RDI, RESULT), target);
    });
    for (int i = 0; i < LANES; i++) {
      assertThat(get(RESULT, i)).isEqualTo((float) (left(i) - right(i)));
    }
  }

  /** Offsets are in bytes, short and long ones. */
  @ParameterizedTest
  @CsvSource({"-8192", "-128", "-4", "0", "4", "127", "128", "1000", "8192"})
  void offsets(int offset) {
    int place = 1024;
    set(place, 0, 5);
    run(asm -> {
      asm.add(RDI, place - offset);
      asm.broadcast(4, at(RDI, offset));
      asm.apply(Instruction.VMULPS, 4, 4, at(RDI, offset));
      asm.add(RDI, offset - place);
      asm.store(at(RDI, RESULT), 4);
    });
    assertThat(get(RESULT, 0)).isEqualTo(25);
  }

  @Test
  void whatAvx2LacksIsRefused() {
    Assembler asm = new Assembler(VectorWidth.YMM);
    assertThatThrownBy(() -> asm.apply(Instruction.VSCALEFPS, 1, 2, 3))
        .hasMessageContaining("VSCALEFPS");
    assertThatThrownBy(() -> asm.apply(Instruction.VADDPS, 1, 16, 3)).hasMessageContaining("16");
    assertThatThrownBy(() -> asm.mask(1, 1)).hasMessageContaining("mask");
  }

  private interface Expected {
    double of(int index);
  }

  private void expect(Instruction instruction, int immediate, Expected expected) {
    run(asm -> {
      asm.load(13, at(RDI, LEFT));
      asm.load(9, at(RDI, RIGHT));
      asm.apply(instruction, 2, 13, 9, immediate);
      asm.store(at(RDI, RESULT), 2);
    });
    for (int i = 0; i < LANES; i++) {
      assertThat(get(RESULT, i)).as("%s %d", instruction, i).isEqualTo((float) expected.of(i));
    }
  }

  /** Both with the right operand in a register and in memory. */
  private void expect(Instruction instruction, DoubleBinaryOperator expected) {
    run(asm -> three(asm, instruction));
    check(instruction, expected);
    run(asm -> {
      asm.load(14, at(RDI, LEFT));
      asm.load(1, at(RDI, TARGET));
      asm.apply(instruction, 1, 14, at(RDI, RIGHT));
      asm.store(at(RDI, RESULT), 1);
    });
    check(instruction, expected);
  }

  private void three(Assembler asm, Instruction instruction) {
    asm.load(6, at(RDI, LEFT));
    asm.load(11, at(RDI, RIGHT));
    asm.load(3, at(RDI, TARGET));
    asm.copy(8, 3);
    asm.apply(instruction, 8, 6, 11);
    asm.store(at(RDI, RESULT), 8);
  }
}
