package io.github.dino4j.kernels.gemm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.Operand;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel against a matrix product written as loops, in double. */
class LinearKernelTest {
  /** Of rounding a result to bf16, and of the order in which up to 600 numbers are summed. */
  private static final double RELATIVE = 1.0 / 256;

  private static final double ABSOLUTE = 2e-5;

  private static final byte UNTOUCHED = 0x55;

  private final Random random = new Random(4);

  private static void assumeRunning(ElementType... types) {
    for (ElementType type : types) {
      assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "129, 384, 128, true, GELU", // half an image of 224 pixels
    "1, 2, 16, true, WRITE",
    "2, 4, 32, false, WRITE",
    "3, 6, 48, true, GELU",
    "4, 8, 64, false, GELU",
    "5, 10, 80, true, ADD",
    "6, 12, 96, false, ADD",
    "7, 588, 112, false, ADD", // pixels of a patch
    "13, 64, 192, true, WRITE",
    "24, 30, 208, true, GELU",
    "13, 64, 192, true, GELU_AND_DERIVATIVE",
    "1, 2, 16, false, GELU_AND_DERIVATIVE",
    "23, 66, 144, false, TIMES",
    "6, 8, 64, true, TIMES",
  })
  void bf16Rows(int rows, int inputs, int outputs, boolean bias, Epilogue epilogue) {
    ElementType type = epilogue == Epilogue.ADD ? ElementType.FP32 : ElementType.BF16;
    check(
        LinearSource.ofRows(ElementType.BF16, rows, inputs), bias, target(epilogue, type, outputs));
  }

  @ParameterizedTest
  @CsvSource({
    "129, 384, 128, true, WRITE",
    "1, 2, 16, false, WRITE",
    "7, 588, 112, false, ADD",
    "13, 66, 208, true, ADD",
    "129, 384, 128, true, GELU",
    "3, 6, 48, false, GELU",
    "13, 64, 192, true, GELU_AND_DERIVATIVE",
    "1, 2, 16, false, GELU_AND_DERIVATIVE",
    "23, 66, 144, false, TIMES",
    "6, 8, 64, true, TIMES",
    "1, 2, 16, false, WRITE_AND_MAXIMUM",
    "24, 386, 64, false, WRITE_AND_MAXIMUM",
    "23, 66, 144, true, WRITE_AND_MAXIMUM",
  })
  void fp32Rows(int rows, int inputs, int outputs, boolean bias, Epilogue epilogue) {
    check(
        LinearSource.ofRows(ElementType.FP32, rows, inputs),
        bias,
        target(epilogue, ElementType.FP32, outputs));
  }

  /** As gradients of matrices are: summed over the tokens of a batch. */
  @ParameterizedTest
  @CsvSource({
    "BF16, 64, 2386, 128, false, WRITE",
    "BF16, 64, 257, 80, false, ADD",
    "BF16, 1, 1, 16, true, ADD",
    "BF16, 5, 7, 48, true, WRITE",
    "BF16, 63, 8, 64, false, GELU_AND_DERIVATIVE",
    "BF16, 48, 13, 208, false, TIMES",
    "FP32, 64, 301, 128, false, WRITE",
    "FP32, 1, 1, 16, true, ADD",
    "FP32, 17, 6, 80, true, WRITE",
    "FP32, 63, 8, 64, false, GELU_AND_DERIVATIVE",
    "FP32, 48, 13, 208, false, TIMES",
  })
  void tiles(ElementType type, int rows, int inputs, int outputs, boolean bias, Epilogue epilogue) {
    boolean exact = epilogue == Epilogue.WRITE || epilogue == Epilogue.ADD;
    ElementType written = exact ? ElementType.FP32 : type;
    check(LinearSource.ofTile(type, rows, inputs), bias, target(epilogue, written, outputs));
  }

  @ParameterizedTest
  @CsvSource({"BF16, FP32", "FP32, BF16"})
  void targetsOfAnotherTypeThanTheSource(ElementType source, ElementType target) {
    check(LinearSource.ofRows(source, 13, 34), true, LinearTarget.write(target, 144));
    check(LinearSource.ofTile(source, 13, 34), false, LinearTarget.write(target, 144));
    check(LinearSource.ofRows(source, 8, 34), true, LinearTarget.geluAndDerivative(target, 48));
    check(LinearSource.ofRows(source, 8, 34), true, LinearTarget.times(target, 48));
  }

  @ParameterizedTest
  @ValueSource(floats = {1, -0.25f, 0, 1000})
  void sumsAreAddedWithAFactor(float factor) {
    check(LinearSource.ofRows(ElementType.BF16, 9, 20), true, LinearTarget.add(80, factor));
    check(LinearSource.ofTile(ElementType.FP32, 9, 20), false, LinearTarget.add(80, factor));
  }

  /** What lies between the rows is neither read nor written. */
  @ParameterizedTest
  @EnumSource(Epilogue.class)
  void partsOfWiderMatrices(Epilogue epilogue) {
    for (ElementType type : types(epilogue)) {
      LinearTarget target = target(epilogue, type, 80).withStride(type.bytes() * 83);
      check(LinearSource.ofRows(ElementType.BF16, 15, 22).withStride(2 * 31), true, target);
      check(LinearSource.ofTile(ElementType.BF16, 15, 22).withStride(4 * 15), true, target);
      check(LinearSource.ofTile(ElementType.FP32, 15, 22).withStride(4 * 1000), true, target);
    }
  }

  private static List<ElementType> types(Epilogue epilogue) {
    return Stream.of(ElementType.values())
        .filter(Processor::runs)
        .filter(type -> type == ElementType.FP32 || !isInFp32(epilogue))
        .toList();
  }

  private static boolean isInFp32(Epilogue epilogue) {
    return epilogue == Epilogue.ADD || epilogue == Epilogue.WRITE_AND_MAXIMUM;
  }

  private static LinearTarget target(Epilogue epilogue, ElementType type, int outputs) {
    return switch (epilogue) {
      case WRITE -> LinearTarget.write(type, outputs);
      case GELU -> LinearTarget.gelu(type, outputs);
      case GELU_AND_DERIVATIVE -> LinearTarget.geluAndDerivative(type, outputs);
      case TIMES -> LinearTarget.times(type, outputs);
      case WRITE_AND_MAXIMUM -> LinearTarget.writeAndMaximum(outputs);
      case ADD -> LinearTarget.add(outputs);
    };
  }

  /** The number of rows decides how tiles cut them, that of outputs how many go together. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 15, 16, 17, 31, 32, 33, 48, 50, 63, 257})
  void rowsInTiles(int rows) {
    for (int outputs : new int[] {16, 64, 112, 160}) {
      LinearSource source = LinearSource.ofRows(ElementType.BF16, rows, 96);
      check(source, true, LinearTarget.geluAndDerivative(ElementType.BF16, outputs));
      check(source, false, LinearTarget.add(outputs, 0.5f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 128, 160, 416})
  void inputsInTiles(int inputs) {
    LinearSource source = LinearSource.ofRows(ElementType.BF16, 34, inputs);
    check(source.withStride(2 * inputs + 10), true, LinearTarget.write(ElementType.FP32, 96));
    check(source, false, LinearTarget.times(ElementType.BF16, 96).withStride(2 * 103));
  }

  private void check(LinearSource source, boolean bias, LinearTarget target) {
    assumeRunning(source.type(), target.type());
    LinearShape shape = new LinearShape(source, bias, target);
    check(shape, LinearKernel::ofVectors);
    if (Processor.hasTiles() && LinearTiles.fits(shape)) {
      check(shape, LinearKernel::ofTiles);
    }
  }

  private void check(LinearShape shape, BiFunction<LinearShape, Arena, LinearKernel> way) {
    LinearSource source = shape.source();
    LinearTarget target = shape.target();
    boolean bias = shape.bias();
    int rows = source.rows();
    int outputs = target.outputs();
    ElementType type = source.type();
    double[][] left = matrix(type, rows, source.inputs(), 2);
    double[][] right = matrix(type, outputs, source.inputs(), 2 / Math.sqrt(source.inputs()));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment shift = arena.allocate(4L * outputs, 64);
      for (int i = 0; i < outputs; i++) {
        shift.setAtIndex(JAVA_FLOAT, i, bias ? (float) random.nextGaussian() : Float.NaN);
      }
      MemorySegment result = targetMemory(arena, target, rows);
      MemorySegment second = targetMemory(arena, target, rows);
      way.apply(shape, arena)
          .run(
              laidOut(left, source, arena),
              PackedMatrix.of(inTiles(right, type, arena), type, source.inputs(), outputs),
              bias ? Matrix.of(shift, ElementType.FP32, 1, outputs) : Matrix.NONE,
              matrix(result, target, rows),
              target.second() ? second(second, target, rows) : Matrix.NONE);
      for (int row = 0; row < rows; row++) {
        for (int output = 0; output < outputs; output++) {
          double sum = bias ? shift.getAtIndex(JAVA_FLOAT, output) : 0;
          for (int i = 0; i < source.inputs(); i++) {
            sum += left[row][i] * right[output][i];
          }
          double before = before(row, output);
          double expected =
              switch (target.epilogue()) {
                case WRITE, WRITE_AND_MAXIMUM -> sum;
                case GELU, GELU_AND_DERIVATIVE -> gelu(sum);
                case TIMES -> sum * before;
                case ADD -> before + target.factor() * sum;
              };
          double secondExpected =
              switch (target.epilogue()) {
                case GELU_AND_DERIVATIVE -> geluDerivative(sum);
                case WRITE_AND_MAXIMUM -> row > 0 ? before : largest(result, target, rows, output);
                case WRITE, GELU, TIMES, ADD -> before;
              };
          long at = (long) row * target.stride() + target.type().bytes() * output;
          String place = "row %d, output %d".formatted(row, output);
          double scale = target.epilogue() == Epilogue.ADD ? Math.max(1, target.factor()) : 1;
          assertThat(value(target.type(), result, at))
              .as(place)
              .isCloseTo(expected, tolerance(target.type(), expected, scale));
          assertThat(value(target.type(), second, at))
              .as(place)
              .isCloseTo(secondExpected, tolerance(target.type(), secondExpected, 1));
        }
      }
      betweenRowsIsAsBefore(result, target, rows);
      betweenRowsIsAsBefore(second, target, rows);
    }
  }

  /** Of a column and what was there before, from {@code result}: the kernel does not round here. */
  private static double largest(MemorySegment result, LinearTarget target, int rows, int output) {
    double largest = before(0, output);
    for (int row = 0; row < rows; row++) {
      long at = (long) row * target.stride() + target.type().bytes() * output;
      largest = Math.max(largest, value(target.type(), result, at));
    }
    return largest;
  }

  private static Offset<Double> tolerance(ElementType type, double expected, double scale) {
    double rounding = type == ElementType.FP32 ? 0 : RELATIVE * Math.abs(expected);
    return within(ABSOLUTE * scale + rounding);
  }

  /** What is in the target, or at the second address, at first; exact in bf16. */
  private static double before(int row, int output) {
    return (row + 3 * output) % 7 - 2;
  }

  /** A last row without a gap behind it, but with bytes that nobody may touch. */
  private static MemorySegment targetMemory(Arena arena, LinearTarget target, int rows) {
    MemorySegment memory = arena.allocate((long) rows * target.stride() + 64, 64);
    memory.fill(UNTOUCHED);
    for (int row = 0; row < rows; row++) {
      for (int output = 0; output < target.outputs(); output++) {
        long at = (long) row * target.stride() + target.type().bytes() * output;
        set(target.type(), memory, at, before(row, output));
      }
    }
    return memory;
  }

  private static void betweenRowsIsAsBefore(MemorySegment memory, LinearTarget target, int rows) {
    int used = target.type().bytes() * target.outputs();
    for (long at = 0; at < memory.byteSize(); at++) {
      if (at >= (long) rows * target.stride() || at % target.stride() >= used) {
        assertThat(memory.get(JAVA_BYTE, at)).as("byte %d", at).isEqualTo(UNTOUCHED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      floats = {
        -1e30f, -100, -5.1f, -5, -4.6f, -4.5f, -3, -0.75f, -0.001f, 0, 0.001f, 1, 1.4f, 2.5f
      })
  void geluFarFromZeroAndCloseToIt(float size) {
    for (float x : new float[] {size, -size}) {
      MemorySegment[] results = resultsOf(LinearTarget.geluAndDerivative(ElementType.BF16, 16), x);
      double gelu = gelu(x);
      double derivative = geluDerivative(x);
      assertThat(value(ElementType.BF16, results[0], 0))
          .isCloseTo(gelu, tolerance(ElementType.BF16, gelu, 1));
      assertThat(value(ElementType.BF16, results[1], 0))
          .isCloseTo(derivative, tolerance(ElementType.BF16, derivative, 1));
    }
  }

  /** About a unit of the last place: of |x| for GELU, of 1 for its derivative. */
  @Test
  void geluInFp32IsAsExactAsItsNumbers() {
    float[] sums = new float[1 << 12];
    for (int i = 0; i < sums.length; i++) {
      float size = i % 2 > 0 ? 6 : (float) Math.pow(2, -i % 40);
      sums[i] = size * (float) random.nextGaussian();
    }
    for (float[] some : new float[][] {sums, {0, -0f, 1e-30f, -1e-30f}}) {
      MemorySegment[] alone = resultsOf(LinearTarget.gelu(ElementType.FP32, 16), some);
      MemorySegment[] results =
          resultsOf(LinearTarget.geluAndDerivative(ElementType.FP32, 16), some);
      for (int i = 0; i < some.length; i++) {
        double x = some[i];
        double result = value(ElementType.FP32, results[0], 4L * i);
        assertThat(value(ElementType.FP32, alone[0], 4L * i)).isEqualTo(result);
        assertThat(result).as("of %s", x).isCloseTo(gelu(x), within(1.3e-7 * Math.abs(x)));
        assertThat(value(ElementType.FP32, results[1], 4L * i))
            .as("slope at %s", x)
            .isCloseTo(geluDerivative(x), within(1.5e-7));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {15, 100, 1e19f, 3e38f, Float.POSITIVE_INFINITY})
  void geluInFp32OfHugeNumbers(float x) {
    LinearTarget target = LinearTarget.geluAndDerivative(ElementType.FP32, 16);
    MemorySegment[] results = resultsOf(target, x, -x);
    assertThat(value(ElementType.FP32, results[0], 0)).isEqualTo(x);
    assertThat(value(ElementType.FP32, results[1], 0)).isEqualTo(1);
    assertThat(value(ElementType.FP32, results[0], 4)).isZero();
    assertThat(value(ElementType.FP32, results[1], 4)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Epilogue.class)
  void whatIsNotANumberStaysSo(Epilogue epilogue) {
    for (ElementType type : types(epilogue)) {
      MemorySegment[] results = resultsOf(target(epilogue, type, 16), Float.NaN);
      assertThat(value(type, results[0], 0)).isNaN();
      if (epilogue == Epilogue.GELU_AND_DERIVATIVE) {
        assertThat(value(type, results[1], 0)).isNaN();
      }
    }
  }

  /** Target and second of sums; a target of 16 outputs is widened to as many. */
  private static MemorySegment[] resultsOf(LinearTarget of, float... sums) {
    assumeRunning(ElementType.FP32, of.type());
    int outputs = Math.ceilDiv(sums.length, 16) * 16;
    LinearTarget target = target(of.epilogue(), of.type(), outputs);
    try (Arena arena = Arena.ofConfined()) {
      LinearSource source = LinearSource.ofRows(ElementType.FP32, 1, 2);
      MemorySegment zeros = arena.allocate(8L * outputs, 64);
      MemorySegment bias = arena.allocate(4L * outputs, 64);
      for (int i = 0; i < sums.length; i++) {
        bias.setAtIndex(JAVA_FLOAT, i, sums[i]);
      }
      MemorySegment[] results = {
        Arena.ofAuto().allocate(4L * outputs), Arena.ofAuto().allocate(4L * outputs)
      };
      LinearKernel.of(new LinearShape(source, true, target), arena)
          .run(
              Matrix.of(zeros, ElementType.FP32, 1, 2),
              PackedMatrix.of(zeros, ElementType.FP32, 2, outputs),
              Matrix.of(bias, ElementType.FP32, 1, outputs),
              matrix(results[0], target, 1),
              target.second() ? second(results[1], target, 1) : Matrix.NONE);
      return results;
    }
  }

  /** Each operand is held to the shape, whose others fit. */
  @Test
  void refusesOperandsThatItWasNotMadeFor() {
    assumeRunning(ElementType.FP32);
    try (Arena arena = Arena.ofConfined()) {
      LinearSource source = LinearSource.ofRows(ElementType.FP32, 3, 8);
      LinearTarget target = LinearTarget.write(ElementType.FP32, 16);
      LinearKernel kernel = LinearKernel.of(new LinearShape(source, true, target), arena);
      NativeMemory memory = new NativeMemory(arena);
      Matrix rows = memory.matrix(ElementType.FP32, 3, 8);
      PackedMatrix packed = PackedMatrix.of(memory.segment(4 * 8 * 16), ElementType.FP32, 8, 16);
      PackedMatrix other = PackedMatrix.of(memory.segment(4 * 8 * 32), ElementType.FP32, 8, 32);
      Matrix bias = memory.matrix(ElementType.FP32, 1, 16);
      Matrix result = memory.matrix(ElementType.FP32, 3, 16);
      kernel.run(rows, packed, bias, result);
      assertRefused(
          "source is fp32 [2, 8]", () -> kernel.run(rows.rows(0, 2), packed, bias, result));
      assertRefused(
          "the kernel takes", () -> kernel.run(PackedTile.ofSteps(rows), packed, bias, result));
      assertRefused(
          "the matrix is fp32 in tiles, 8 inputs, 32 outputs",
          () -> kernel.run(rows, other, bias, result));
      assertRefused("bias is nothing", () -> kernel.run(rows, packed, Matrix.NONE, result));
      assertRefused(
          "target is fp32 [3, 16], rows 128 bytes apart",
          () -> {
            Matrix wide = memory.matrix(ElementType.FP32, 3, 32);
            kernel.run(rows, packed, bias, wide.columns(0, 16));
          });
      assertRefused("made for nothing", () -> kernel.run(rows, packed, bias, result, result));
    }
  }

  private static void assertRefused(String words, ThrowingCallable run) {
    assertThatThrownBy(run).isInstanceOf(AssertionError.class).hasMessageContaining(words);
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatThrownBy(() -> LinearSource.ofRows(ElementType.BF16, 4, 7))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("7 inputs");
    assertThatThrownBy(() -> LinearSource.ofTile(ElementType.BF16, 65, 7))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("65 rows");
    assertThatThrownBy(() -> LinearSource.ofRows(ElementType.BF16, 4, 8).withStride(14))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("14 bytes apart");
    assertThatThrownBy(() -> LinearTarget.gelu(ElementType.BF16, 24))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("24 outputs");
    LinearSource wide = LinearSource.ofRows(ElementType.BF16, 1000, 8).withStride(1 << 22);
    assertThatThrownBy(() -> new LinearShape(wide, false, LinearTarget.gelu(ElementType.BF16, 16)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("far apart");
  }

  private static Matrix second(MemorySegment memory, LinearTarget target, int rows) {
    boolean one = target.epilogue() == Epilogue.WRITE_AND_MAXIMUM;
    return matrix(memory, target, one ? 1 : rows);
  }

  private static Matrix matrix(MemorySegment memory, LinearTarget target, int rows) {
    return new Matrix(memory.address(), target.type(), rows, target.outputs(), target.stride());
  }

  private static Operand laidOut(double[][] rows, LinearSource source, Arena arena) {
    int unit = source.tile() ? source.type().inputsOfAStep() : rows[0].length;
    int steps = source.tile() ? source.steps() : source.rows();
    MemorySegment memory = arena.allocate((long) steps * source.stride(), 64);
    memory.fill(UNTOUCHED);
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < (source.tile() ? steps * unit : unit); i++) {
        int numbers = source.tile() ? row * unit + i % unit : i;
        long line = source.tile() ? i / unit : row;
        long at = line * source.stride() + (long) source.type().bytes() * numbers;
        set(source.type(), memory, at, i < rows[row].length ? rows[row][i] : 0);
      }
    }
    return source.tile()
        ? new PackedTile(
            memory.address(), source.type(), source.inputs(), rows.length, source.stride())
        : new Matrix(memory.address(), source.type(), rows.length, unit, source.stride());
  }

  private static MemorySegment inTiles(double[][] columns, ElementType type, Arena arena) {
    int unit = type.inputsOfAStep();
    int steps = Math.ceilDiv(columns[0].length, unit);
    MemorySegment packed = arena.allocate(4L * steps * columns.length, 64);
    long at = 0;
    for (int first = 0; first < columns.length; first += LinearShape.TILE) {
      int end = Math.min(first + LinearShape.TILE, columns.length);
      for (int step = 0; step < steps; step++) {
        for (int column = first; column < end; column++) {
          for (int input = step * unit; input < (step + 1) * unit; input++) {
            set(type, packed, at, input < columns[column].length ? columns[column][input] : 0);
            at += type.bytes();
          }
        }
      }
    }
    return packed;
  }

  /** Numbers that {@code type} can tell exactly. */
  private double[][] matrix(ElementType type, int rows, int columns, double scale) {
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int i = 0; i < columns; i++) {
        int bits = Float.floatToRawIntBits((float) (scale * random.nextGaussian()));
        row[i] = Float.intBitsToFloat(type == ElementType.FP32 ? bits : bits & 0xffff0000);
      }
    }
    return values;
  }

  private static void set(ElementType type, MemorySegment memory, long at, double value) {
    if (type == ElementType.FP32) {
      memory.set(JAVA_FLOAT_UNALIGNED, at, (float) value);
    } else {
      int bits = Float.floatToRawIntBits((float) value);
      memory.set(JAVA_SHORT_UNALIGNED, at, (short) (bits >> 16));
    }
  }

  private static double value(ElementType type, MemorySegment memory, long at) {
    return type == ElementType.FP32
        ? memory.get(JAVA_FLOAT_UNALIGNED, at)
        : Float.intBitsToFloat(memory.get(JAVA_SHORT_UNALIGNED, at) << 16);
  }

  /** x times the integral of the normal density up to x. */
  private static double gelu(double x) {
    return Math.abs(x) > 9 ? Math.max(x, 0) : x * normal(x);
  }

  private static double geluDerivative(double x) {
    return Math.abs(x) > 9
        ? Math.max(Math.signum(x), 0)
        : normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The integral of the normal density up to x, by Simpson's rule. */
  private static double normal(double x) {
    int steps = 2000;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double at = x * i / steps;
      int weight = i == 0 || i == steps ? 1 : 2 + i % 2 * 2;
      sum += weight * Math.exp(-at * at / 2);
    }
    return 0.5 + sum * x / steps / 3 / Math.sqrt(2 * Math.PI);
  }
}
