package io.github.dino4j.cli.curate;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.Calibration;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.stage.CopyCalibration;
import io.github.dino4j.curate.stage.StageRun.Calibrator;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.image.RgbImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds thresholds by copies of a pool's images, with the model that made its features: the one
 * given, or else that which the feature files name.
 */
final class ModelCalibrator implements Calibrator, AutoCloseable {
  private final long seed;
  private final @Nullable FeatureExtractor given;
  private @Nullable FeatureExtractor opened;
  private @Nullable Calibration calibration;

  ModelCalibrator(long seed) {
    this(seed, null);
  }

  /**
   * @param given stays the caller's
   */
  ModelCalibrator(long seed, @Nullable FeatureExtractor given) {
    this.seed = seed;
    this.given = given;
  }

  @Override
  public float threshold(Pool pool, BitSet in) {
    return CopyCalibration.threshold(calibrate(pool, in)).threshold();
  }

  /** What suits the model; found once. */
  Calibration calibrate(Pool pool, BitSet in) {
    if (calibration == null) {
      FeatureExtractor extractor = extractor(pool);
      calibration =
          new CopyCalibration(images -> embed(extractor, images), CopyCalibration.IMAGES, seed)
              .calibrate(pool, in);
    }
    return calibration;
  }

  private FeatureExtractor extractor(Pool pool) {
    if (given != null) {
      return requireSame(given, pool);
    }
    if (pool.model().isEmpty()) {
      throw new DinoException(
          "the features do not say which model made them, so no threshold can be found: give one by --threshold");
    }
    if (opened == null) {
      try {
        opened = FeatureExtractor.load(pool.model());
      } catch (DinoException e) {
        throw new DinoException(
            "a threshold is found with the model of the features: %s; or give one by --threshold"
                .formatted(e.getMessage()),
            e);
      }
    }
    return requireSame(opened, pool);
  }

  private static FeatureExtractor requireSame(FeatureExtractor extractor, Pool pool) {
    if (!pool.weights().isEmpty() && !extractor.modelHash().equals(pool.weights())) {
      throw new DinoException(
          "%s is not the model that made the features: name theirs by --model, or give a --threshold"
              .formatted(extractor.modelName()));
    }
    return extractor;
  }

  private static VectorBlock embed(FeatureExtractor extractor, List<RgbImage> images) {
    List<PreparedImage> prepared = new ArrayList<>();
    images.forEach(image -> prepared.add(extractor.prepare(image)));
    List<float[]> vectors = extractor.cls(prepared);
    int dim = vectors.getFirst().length;
    return VectorBlock.concat(
        vectors.stream().map(vector -> new VectorBlock(vector, dim)).toList());
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
