package io.github.dino4j.evaluate.depth;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.data.feature.NpyHeader;
import io.github.dino4j.image.picture.PictureFile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Writes depth maps so that {@link DepthFormat} and other programs read them. */
public final class DepthFile {
  private static final int LARGEST = 0xffff;

  private DepthFile() {}

  /**
   * What {@link #png} writes depth of such a range in: millimetres where they reach far enough,
   * else units of 1/256 m; shares of the farthest point in units of 1/65535.
   */
  public static DepthFormat format(DepthRange range) {
    if (range.unit() == DepthUnit.IMAGE_MAXIMUM) {
      return new DepthFormat.Relative();
    }
    return range.max() * DepthFormat.Scaled.NYU.perMetre() <= LARGEST
        ? DepthFormat.Scaled.NYU
        : DepthFormat.Scaled.KITTI;
  }

  /**
   * Writes a PNG of 16 bits; what is farther than its levels reach becomes the last one, and what
   * is known never becomes 0.
   *
   * @param range of the depths, which decides on the {@linkplain #format scale}
   */
  public static void png(DepthMap map, DepthRange range, Path file) {
    double scale = format(range) instanceof DepthFormat.Scaled metres ? metres.perMetre() : LARGEST;
    BufferedImage image =
        new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_USHORT_GRAY);
    short[] samples = ((DataBufferUShort) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < samples.length; i++) {
      float depth = map.values()[i];
      samples[i] = (short) (depth > 0 ? Math.clamp(Math.round(depth * scale), 1, LARGEST) : 0);
    }
    PictureFile.write(image, file);
  }

  /** Writes a {@code .npy} of float32 {@code [height, width]}, in the map's own unit. */
  public static void npy(DepthMap map, Path file) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, map.values().length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(map.values());
    WholeFile.write(
        file,
        out -> {
          out.write(NpyHeader.header(FeatureType.FLOAT32, new long[] {map.height(), map.width()}));
          out.write(bytes.array());
        });
  }
}
