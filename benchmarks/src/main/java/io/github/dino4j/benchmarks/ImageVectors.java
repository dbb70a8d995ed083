package io.github.dino4j.benchmarks;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.resample.Resampling;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Vectors of length 1 of image files: a model's features, or the pixels of thumbnails. */
final class ImageVectors {
  private static final Size THUMBNAIL = new Size(16, 16);
  private static final int BATCH = 256;

  private ImageVectors() {}

  /**
   * Reads images.
   *
   * @param kind {@code grey} or {@code rgb} for thumbnails of 16 x 16 without their mean, or a
   *     model
   */
  static VectorBlock of(List<Path> files, String kind) {
    return switch (kind) {
      case "grey" -> thumbnails(files, ImageVectors::grey);
      case "rgb" -> thumbnails(files, ImageVectors::rgb);
      default -> features(files, kind);
    };
  }

  private static VectorBlock features(List<Path> files, String model) {
    ImageDecoder decoder = new ImageDecoder();
    try (FeatureExtractor extractor = FeatureExtractor.load(model)) {
      float[][] rows = new float[files.size()][];
      for (int first = 0; first < rows.length; first += BATCH) {
        List<float[]> some =
            extractor.cls(
                files.subList(first, Math.min(rows.length, first + BATCH)).parallelStream()
                    .map(file -> extractor.prepare(decoder.decode(file)))
                    .toList());
        for (int i = 0; i < some.size(); i++) {
          rows[first + i] = some.get(i);
        }
      }
      return block(rows);
    }
  }

  private static VectorBlock thumbnails(List<Path> files, Function<RgbImage, float[]> pixels) {
    ImageDecoder decoder = new ImageDecoder();
    return block(
        files.parallelStream()
            .map(file -> Resampling.BILINEAR.resize(decoder.decode(file), THUMBNAIL))
            .map(pixels)
            .map(ImageVectors::centred)
            .toArray(float[][]::new));
  }

  private static float[] grey(RgbImage image) {
    float[] grey = new float[image.width() * image.height()];
    for (int i = 0; i < grey.length; i++) {
      grey[i] =
          0.299f * (image.pixels()[3 * i] & 0xff)
              + 0.587f * (image.pixels()[3 * i + 1] & 0xff)
              + 0.114f * (image.pixels()[3 * i + 2] & 0xff);
    }
    return grey;
  }

  private static float[] rgb(RgbImage image) {
    float[] rgb = new float[image.pixels().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = image.pixels()[i] & 0xff;
    }
    return rgb;
  }

  private static float[] centred(float[] values) {
    float mean =
        (float) IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean;
    }
    return values;
  }

  private static VectorBlock block(float[][] rows) {
    int dim = rows[0].length;
    float[] values = new float[Math.multiplyExact(rows.length, dim)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * dim, dim);
    }
    return new VectorBlock(values, dim).normalized();
  }
}
