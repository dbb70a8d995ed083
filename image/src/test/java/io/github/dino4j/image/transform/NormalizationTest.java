package io.github.dino4j.image.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dino4j.image.Golden;
import io.github.dino4j.image.RgbImage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NormalizationTest {
  private static final int SIDE = 224;

  @ParameterizedTest
  @ValueSource(strings = {"landscape", "portrait", "small"})
  void equalsTorchvisionBitForBit(String photo) {
    Golden golden = Golden.image("evaluation");
    float[] values = new float[3 * SIDE * SIDE];
    Normalization.IMAGENET.write(golden.rgb(photo + "/crop"), values, 0);
    float[] rows = golden.floats(photo + "/normalized_rows_0_and_100");
    for (int c = 0; c < 3; c++) {
      for (int r = 0; r < 2; r++) {
        int from = (c * SIDE + r * 100) * SIDE;
        int expected = (c * 2 + r) * SIDE;
        assertThat(Arrays.copyOfRange(values, from, from + SIDE))
            .isEqualTo(Arrays.copyOfRange(rows, expected, expected + SIDE));
      }
    }
  }

  @Test
  void everyTargetGetsTheSameAtItsOffset() {
    RgbImage image = new RgbImage(2, 1, new byte[] {0, 1, 2, (byte) 253, (byte) 254, (byte) 255});
    float[] array = new float[8];
    FloatBuffer buffer = FloatBuffer.allocate(8);
    Normalization.IMAGENET.write(image, array, 1);
    Normalization.IMAGENET.write(image, buffer, 1);
    assertThat(array[0]).isZero();
    assertThat(array[1]).isEqualTo((0 / 255f - 0.485f) / 0.229f);
    assertThat(array[2]).isEqualTo((253 / 255f - 0.485f) / 0.229f);
    assertThat(array[3]).isEqualTo((1 / 255f - 0.456f) / 0.224f);
    assertThat(array[6]).isEqualTo((255 / 255f - 0.406f) / 0.225f);
    assertThat(array[7]).isZero();
    assertThat(buffer.array()).isEqualTo(array);
    assertThat(buffer.position()).isZero();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(ValueLayout.JAVA_FLOAT, 8);
      Normalization.IMAGENET.write(image, segment, 1);
      assertThat(segment.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(array);
    }
  }

  @Test
  void needsThreeChannels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Normalization.of(new float[1], new float[3]));
  }
}
