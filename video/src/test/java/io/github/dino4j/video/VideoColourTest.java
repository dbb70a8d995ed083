package io.github.dino4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;

import io.github.dino4j.image.RgbImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** YUV to RGB beside the formulas of ITU-R BT.601 and BT.709. */
class VideoColourTest {
  private static final int[] YUV = {120, 90, 170};

  @TempDir Path folder;

  private RgbImage frame(int matrix, int range) {
    Path file =
        ClipWriter.write(
            folder.resolve("colour.mkv"),
            Encoding.lossless(matrix, range),
            1,
            (_, plane, _, _) -> YUV[plane]);
    try (VideoFile clip = VideoFile.open(file)) {
      return clip.evenlySpaced(1).getFirst();
    }
  }

  /** Weights of red and blue in luma. */
  private static void assertColour(RgbImage image, double red, double blue, boolean full) {
    double y = full ? YUV[0] : (YUV[0] - 16) * 255 / 219.0;
    double scale = full ? 1 : 255 / 224.0;
    double u = (YUV[1] - 128) * scale;
    double v = (YUV[2] - 128) * scale;
    double r = y + 2 * (1 - red) * v;
    double b = y + 2 * (1 - blue) * u;
    double g = (y - red * r - blue * b) / (1 - red - blue);
    double[] expected = {r, g, b};
    for (int i = 0; i < image.pixels().length; i++) {
      // swscale computes in fixed point and truncates each of its tables.
      assertThat(image.pixels()[i] & 0xff).isCloseTo((int) expected[i % 3], within(2));
    }
  }

  @Test
  void theMatrixThatTheStreamStatesIsUsed() {
    assertColour(frame(AVCOL_SPC_BT709, AVCOL_RANGE_MPEG), 0.2126, 0.0722, false);
    assertColour(frame(AVCOL_SPC_SMPTE170M, AVCOL_RANGE_MPEG), 0.299, 0.114, false);
  }

  @Test
  void theRangeThatTheStreamStatesIsUsed() {
    assertColour(frame(AVCOL_SPC_BT709, AVCOL_RANGE_JPEG), 0.2126, 0.0722, true);
    assertColour(frame(AVCOL_SPC_SMPTE170M, AVCOL_RANGE_JPEG), 0.299, 0.114, true);
  }

  @Test
  void withoutAStatementItIsBt601() {
    assertColour(frame(AVCOL_SPC_UNSPECIFIED, AVCOL_RANGE_MPEG), 0.299, 0.114, false);
  }
}
