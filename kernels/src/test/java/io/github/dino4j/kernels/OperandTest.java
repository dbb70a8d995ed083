package io.github.dino4j.kernels;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.ElementType.FP32;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Where slices lie, and what a kernel says to an operand that it was not made for. */
class OperandTest {
  private static final long START = 4096;

  @Test
  void slicesOfAMatrixStartAtTheirNumbers() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(JAVA_FLOAT, 5 * 7);
      for (int i = 0; i < 5 * 7; i++) {
        memory.setAtIndex(JAVA_FLOAT, i, i);
      }
      Matrix part = Matrix.of(memory, FP32, 5, 7).rows(2, 3).columns(4, 2);
      assertThat(part.toString()).isEqualTo("fp32 [3, 2], rows 28 bytes apart");
      MemorySegment seen = part.memory();
      assertThat(seen.byteSize()).isEqualTo(4 * (2 * 7 + 2));
      assertThat(seen.getAtIndex(JAVA_FLOAT, 0)).isEqualTo(2 * 7 + 4);
      assertThat(seen.getAtIndex(JAVA_FLOAT, 2 * 7 + 1)).isEqualTo(4 * 7 + 5);
    }
  }

  @Test
  void aMatrixStaysWithinItsMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(63);
      assertThatThrownBy(() -> Matrix.of(memory, FP32, 4, 4))
          .isInstanceOf(IndexOutOfBoundsException.class);
      Matrix matrix = Matrix.of(memory, BF16, 4, 4);
      assertThatThrownBy(() -> matrix.rows(2, 3))
          .isInstanceOf(AssertionError.class)
          .hasMessage("rows 2 to 5 of bf16 [4, 4], rows 8 bytes apart");
      assertThatThrownBy(() -> matrix.columns(-1, 2)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void aKernelSaysWhatItWasMadeFor() {
    MatrixShape shape = new MatrixShape("source", FP32, 3, 64, 512);
    assertThat(shape.admits(new Matrix(START, FP32, 3, 64, 512))).isTrue();
    assertThatThrownBy(() -> shape.admits(Matrix.dense(START, FP32, 3, 64)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "source is fp32 [3, 64], rows 256 bytes apart at 0x1000,"
                + " the kernel was made for fp32 [3, 64], rows 512 bytes apart");
    assertThatThrownBy(() -> shape.admits(new Matrix(START, BF16, 3, 64, 512)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("source is bf16 [3, 64]");
    assertThatThrownBy(() -> shape.admits(new Matrix(0, FP32, 3, 64, 512)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("at 0x0");
  }

  @Test
  void theStrideOfASingleRowDoesNotMatter() {
    Matrix row = Matrix.dense(START, FP32, 4, 64).rows(1, 1);
    assertThat(MatrixShape.vector("bias", 64).admits(row)).isTrue();
    assertThat(new MatrixShape("source", FP32, 1, 64, 512).admits(row)).isTrue();
  }

  @Test
  void aKernelWithoutAnOperandTakesNone() {
    MatrixShape bias = MatrixShape.vector("bias", 64);
    assertThat(bias.onlyIf(false).admits(Matrix.NONE)).isTrue();
    assertThatThrownBy(() -> bias.admits(Matrix.NONE))
        .isInstanceOf(AssertionError.class)
        .hasMessage("bias is nothing at 0x0, the kernel was made for fp32 [1, 64]");
    assertThatThrownBy(() -> bias.onlyIf(false).admits(Matrix.dense(START, FP32, 1, 64)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("made for nothing");
  }

  /** Four bytes for each step and output, whatever the type. */
  @Test
  void tilesOfAPackedMatrixFollowEachOther() {
    PackedMatrix matrix = new PackedMatrix(START, BF16, 6, 144);
    assertThat(PackedMatrix.bytes(BF16, 6, 144)).isEqualTo(3 * 4 * 144);
    assertThat(PackedMatrix.bytes(BF16, 5, 144)).isEqualTo(3 * 4 * 144);
    assertThat(matrix.tile(0)).isEqualTo(new PackedTile(START, BF16, 6, 64, 256));
    assertThat(matrix.tile(2))
        .isEqualTo(new PackedTile(START + 2 * 3 * 4 * 64, BF16, 6, 16, 4 * 16));
    assertThatThrownBy(() -> matrix.tile(3)).isInstanceOf(AssertionError.class);
    assertThat(matrix.isFor(BF16, 5, 144)).isTrue();
    assertThatThrownBy(() -> matrix.isFor(FP32, 6, 144))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "the matrix is bf16 in tiles, 6 inputs, 144 outputs at 0x1000,"
                + " the kernel was made for fp32 in tiles, 6 inputs, 144 outputs");
  }

  @Test
  void slicesOfATileStartAtTheirNumbers() {
    PackedTile tile = new PackedTile(START, BF16, 8, 64, 256);
    assertThat(tile.inputs(4, 2)).isEqualTo(new PackedTile(START + 2 * 256, BF16, 2, 64, 256));
    assertThat(tile.outputs(16, 32)).isEqualTo(new PackedTile(START + 64, BF16, 8, 32, 256));
    assertThat(tile.steps()).isEqualTo(Matrix.dense(START, BF16, 4, 128));
    assertThat(PackedTile.ofSteps(tile.steps())).isEqualTo(tile);
    assertThatThrownBy(() -> tile.inputs(3, 2)).isInstanceOf(AssertionError.class);
  }

  @Test
  void aKernelSaysWhichTileItWasMadeFor() {
    TileShape shape = new TileShape("target", BF16, 7, 64, 256);
    assertThat(shape.admits(new PackedTile(START, BF16, 8, 64, 256))).isTrue();
    assertThatThrownBy(() -> shape.admits(new PackedTile(START, BF16, 10, 64, 256)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "target is bf16 packed, 10 inputs, 64 outputs, steps 256 bytes apart at 0x1000,"
                + " the kernel was made for bf16 packed, 7 inputs, 64 outputs,"
                + " steps 256 bytes apart");
  }
}
