package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.kernels.ElementType;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/** Each instruction against the same in Java. */
class InstructionTest extends OnMemory {
  InstructionTest() {
    super(VectorWidth.ZMM, ElementType.BF16);
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
    expect(Instruction.VSCALEFPS, (i, t) -> left(i) * Math.pow(2, Math.floor(right(i))));
  }

  @Test
  void partsOfNumbers() {
    expect(Instruction.VREDUCEPS, 1, i -> right(i) - Math.floor(right(i)));
    expect(Instruction.VRANGEPS, 10, i -> Math.min(Math.abs(left(i)), Math.abs(right(i))));
  }

  @Test
  void shuffles() {
    expect(Instruction.VSHUFPS, 0xb1, i -> (i & 2) == 0 ? left(i ^ 1) : right(i ^ 1));
    expect(Instruction.VSHUFF32X4, 0x4e, i -> i < 8 ? left(i + 8) : right(i - 8));
    expect(Instruction.VPUNPCKLDQ, (i, t) -> pick((int) i % 2, quarter(i) + (int) i % 4 / 2));
    expect(Instruction.VPUNPCKHDQ, (i, t) -> pick((int) i % 2, quarter(i) + 2 + (int) i % 4 / 2));
    expect(Instruction.VPUNPCKLQDQ, (i, t) -> pick(i % 4 > 1 ? 1 : 0, quarter(i) + (int) i % 2));
    expect(
        Instruction.VPUNPCKHQDQ, (i, t) -> pick(i % 4 > 1 ? 1 : 0, quarter(i) + 2 + (int) i % 2));
  }

  @Test
  void exclusiveOr() {
    run(asm -> three(asm, Instruction.VPXORD));
    for (int i = 0; i < 16; i++) {
      assertThat(bits(RESULT, i)).isEqualTo(bits(LEFT, i) ^ bits(RIGHT, i));
    }
  }

  @Test
  void bitsByCases() {
    int targetUnlessBoth = 0x78;
    run(asm -> {
      asm.load(29, at(RDI, LEFT));
      asm.load(8, at(RDI, TARGET));
      asm.apply(Instruction.VPTERNLOGD, 8, 29, at(RDI, RIGHT), targetUnlessBoth);
      asm.store(at(RDI, RESULT), 8);
    });
    for (int i = 0; i < 16; i++) {
      assertThat(bits(RESULT, i)).isEqualTo(bits(TARGET, i) ^ bits(LEFT, i) & bits(RIGHT, i));
    }
  }

  @Test
  void permutationOf16BitNumbers() {
    for (int i = 0; i < 32; i++) {
      memory.set(JAVA_SHORT, LEFT + 2L * i, (short) (100 + i));
      memory.set(JAVA_SHORT, RIGHT + 2L * i, (short) (200 + i));
      memory.set(JAVA_SHORT, TARGET + 2L * i, (short) (63 - 2 * i));
    }
    run(asm -> three(asm, Instruction.VPERMI2W));
    for (int i = 0; i < 32; i++) {
      int index = (63 - 2 * i) & 63;
      assertThat(memory.get(JAVA_SHORT, RESULT + 2L * i))
          .isEqualTo((short) (index < 32 ? 100 + index : 200 + index - 32));
    }
  }

  @Test
  void productsOfPairs() {
    for (int i = 0; i < 32; i++) {
      memory.set(JAVA_SHORT, LEFT + 2L * i, bf16(i));
      memory.set(JAVA_SHORT, RIGHT + 2L * i, bf16(i % 3));
    }
    run(asm -> three(asm, Instruction.VDPBF16PS));
    expect((i, t) -> 0.5 * i + 2 * i * (2 * i % 3) + (2 * i + 1) * ((2 * i + 1) % 3));
  }

  @Test
  void roundingToBf16() {
    run(asm -> three(asm, Instruction.VCVTNE2PS2BF16));
    for (int i = 0; i < 16; i++) {
      assertThat(memory.get(JAVA_SHORT, RESULT + 2L * i)).isEqualTo(bf16(right(i)));
      assertThat(memory.get(JAVA_SHORT, RESULT + 32 + 2L * i)).isEqualTo(bf16(left(i)));
    }
    memory.asSlice(RESULT, 64).fill((byte) 1);
    run(asm -> {
      asm.load(30, at(RDI, RIGHT));
      asm.apply(Instruction.VCVTNEPS2BF16, 9, 0, 30);
      asm.storeHalf(at(RDI, RESULT), 9);
    });
    for (int i = 0; i < 16; i++) {
      assertThat(memory.get(JAVA_SHORT, RESULT + 2L * i)).isEqualTo(bf16(right(i)));
      assertThat(memory.get(JAVA_SHORT, RESULT + 32 + 2L * i)).isEqualTo((short) 0x0101);
    }
  }

  @Test
  void theRightOperandWhereOneIsNotANumber() {
    for (Instruction instruction : List.of(Instruction.VMINPS, Instruction.VMAXPS)) {
      set(LEFT, 0, Float.NaN);
      set(RIGHT, 1, Float.NaN);
      run(asm -> three(asm, instruction));
      assertThat(get(RESULT, 0)).isEqualTo((float) right(0));
      assertThat(get(RESULT, 1)).isNaN();
    }
  }

  @Test
  void squareRoots() {
    for (int i = 0; i < 16; i++) {
      set(RIGHT, i, i * i);
    }
    run(asm -> {
      asm.load(27, at(RDI, RIGHT));
      asm.apply(Instruction.VSQRTPS, 10, 0, 27);
      asm.store(at(RDI, RESULT), 10);
    });
    expect((i, t) -> i);
  }

  @Test
  void constantsInAllPlaces() {
    run(asm -> {
      asm.fill(25, -0.3f);
      asm.fill(4, 7);
      asm.apply(Instruction.VMULPS, 25, 25, 4);
      asm.store(at(RDI, RESULT), 25);
    });
    expect((i, t) -> -0.3f * 7);
  }

  @Test
  void storingOneNumber() {
    memory.asSlice(RESULT, 64).fill((byte) 1);
    run(asm -> {
      asm.load(17, at(RDI, LEFT));
      asm.load(6, at(RDI, RIGHT));
      asm.storeFirst(at(RDI, RESULT + 4), 17);
      asm.storeFirst(at(RDI, RESULT + 10 * 4), 6);
    });
    for (int i = 0; i < 16; i++) {
      float untouched = Float.intBitsToFloat(0x01010101);
      assertThat(get(RESULT, i)).isEqualTo(i == 1 ? 3 : i == 10 ? 20.25f : untouched);
    }
  }

  @Test
  void loadingBf16() {
    for (int i = 0; i < 32; i++) {
      memory.set(JAVA_SHORT, LEFT + 2L * i, bf16(i - 7.5));
    }
    for (int vector : new int[] {5, 22}) {
      for (int offset : new int[] {0, 10, 32}) {
        run(asm -> {
          asm.loadBf16(vector, at(RDI, LEFT + offset));
          asm.store(at(RDI, RESULT), vector);
        });
        expect((i, t) -> i + offset / 2 - 7.5);
      }
    }
  }

  private interface Expected {
    double of(int index);
  }

  private void expect(Instruction instruction, int immediate, Expected expected) {
    run(asm -> {
      asm.load(13, at(RDI, LEFT));
      asm.load(29, at(RDI, RIGHT));
      int left = instruction == Instruction.VREDUCEPS ? 0 : 13;
      asm.apply(instruction, 22, left, 29, immediate);
      asm.store(at(RDI, RESULT), 22);
    });
    for (int i = 0; i < 16; i++) {
      assertThat(get(RESULT, i)).as("%s %d", instruction, i).isEqualTo((float) expected.of(i));
    }
  }

  /** Both with the right operand in a register and in memory. */
  private void expect(Instruction instruction, DoubleBinaryOperator expected) {
    run(asm -> three(asm, instruction));
    check(instruction, expected);
    run(asm -> {
      asm.load(14, at(RDI, LEFT));
      asm.load(19, at(RDI, TARGET));
      asm.apply(instruction, 19, 14, at(RDI, RIGHT));
      asm.store(at(RDI, RESULT), 19);
    });
    check(instruction, expected);
  }

  private void three(Assembler asm, Instruction instruction) {
    asm.load(26, at(RDI, LEFT));
    asm.load(11, at(RDI, RIGHT));
    asm.load(3, at(RDI, TARGET));
    asm.copy(28, 3);
    asm.apply(instruction, 28, 26, 11);
    asm.store(at(RDI, RESULT), 28);
  }

  private void expect(DoubleBinaryOperator expected) {
    check("result", expected);
  }

  private static short bf16(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    return (short) ((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
  }
}
