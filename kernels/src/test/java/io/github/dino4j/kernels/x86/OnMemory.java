package io.github.dino4j.kernels.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.kernels.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Memory for machine code to work on: three vectors of numbers, room for a result, and more. */
public abstract class OnMemory {
  public static final int LEFT = 0;
  public static final int RIGHT = 64;
  public static final int TARGET = 128;
  public static final int RESULT = 192;

  final VectorWidth width;
  private final ElementType needed;

  final Arena arena = Arena.ofConfined();
  final MemorySegment memory = arena.allocate(4096, 64);

  /**
   * @param width of the vectors
   * @param needed what kernels must run on for the test's instructions to be there
   */
  protected OnMemory(VectorWidth width, ElementType needed) {
    this.width = width;
    this.needed = needed;
  }

  @BeforeEach
  void onFittingProcessors() {
    boolean wideEnough = width == VectorWidth.YMM || VectorWidth.HERE == width;
    assumeTrue(wideEnough && Processor.runs(needed), "no kernels for " + needed + " in " + width);
    for (int i = 0; i < 16; i++) {
      set(LEFT, i, (float) left(i));
      set(RIGHT, i, (float) right(i));
      set(TARGET, i, 0.5f * i);
    }
  }

  @AfterEach
  void free() {
    arena.close();
  }

  protected void set(int offset, int i, float value) {
    memory.set(ValueLayout.JAVA_FLOAT, offset + 4L * i, value);
  }

  protected float get(int offset, int i) {
    return memory.get(ValueLayout.JAVA_FLOAT, offset + 4L * i);
  }

  /** RDI points to the memory; every register may be changed. */
  protected void run(Consumer<Assembler> body) {
    Assembler asm = new Assembler(width);
    Frame frame = new Frame(asm);
    frame.open(Register.R11, 0);
    body.accept(asm);
    frame.close();
    asm.exit();
    MachineCode.of(asm.code(), arena).run(memory.address(), 0, 0, 0, 0);
  }

  /** What {@code i} must become, for the number {@code t} of the target. */
  void check(Object name, DoubleBinaryOperator expected) {
    for (int i = 0; i < width.lanes; i++) {
      assertThat(get(RESULT, i))
          .as("%s %d", name, i)
          .isEqualTo((float) expected.applyAsDouble(i, 0.5 * i));
    }
  }

  static double left(double i) {
    return 3 + i;
  }

  static double right(double i) {
    return 20.25 - 2 * i;
  }

  /** The first number of the 128 bits that {@code i} lies in. */
  static int quarter(double i) {
    return (int) i / 4 * 4;
  }

  static double pick(int operand, int i) {
    return operand == 0 ? left(i) : right(i);
  }

  int bits(int offset, int i) {
    return memory.get(ValueLayout.JAVA_INT, offset + 4L * i);
  }
}
