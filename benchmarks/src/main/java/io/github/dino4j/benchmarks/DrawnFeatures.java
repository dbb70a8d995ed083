package io.github.dino4j.benchmarks;

import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.FeatureWriter;
import io.github.dino4j.data.feature.ImageEntry;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes feature files of drawn vectors, as curation reads them: around centres of skewed sizes,
 * one of ten a noisy copy of the one before. Arguments: {@code FOLDER PARTS ROWS DIM SEED}, so many
 * rows in each part. The images that they name are not there.
 */
public final class DrawnFeatures {
  private static final int CENTRES = 500;
  private static final int DUPLICATES = 10; // one of so many is a copy
  private static final double SPREAD = 0.7;
  private static final double NOISE = 0.1;
  private static final Map<String, String> PROVENANCE =
      Map.of("model", "drawn", "model hash", "0123456789abcdef");

  private final int dim;
  private final float[][] centres;

  private DrawnFeatures(int dim) {
    this.dim = dim;
    centres = new float[CENTRES][];
    SplittableRandom random = new SplittableRandom(1); // the same for all folders
    for (int i = 0; i < CENTRES; i++) {
      centres[i] = near(new float[dim], 1, random);
    }
  }

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    int parts = Integer.parseInt(arguments[1]);
    int rows = Integer.parseInt(arguments[2]);
    long seed = Long.parseLong(arguments[4]);
    DrawnFeatures drawn = new DrawnFeatures(Integer.parseInt(arguments[3]));
    for (int part = 0; part < parts; part++) {
      String name = "part-%05d.parquet".formatted(part);
      drawn.write(folder.resolve(name), rows, new SplittableRandom(seed * parts + part));
    }
  }

  private void write(Path file, int rows, SplittableRandom random) {
    try (FeatureWriter writer = FeatureFile.write(file, PROVENANCE)) {
      float[] vector = new float[dim];
      for (int i = 0; i < rows; i++) {
        double share = random.nextDouble();
        vector =
            i % DUPLICATES == 1
                ? near(vector, NOISE, random)
                : near(centres[(int) (CENTRES * share * share)], SPREAD, random);
        String id = "%s/%06d.jpg".formatted(file.toAbsolutePath(), i);
        writer.write(
            FeatureRow.of(new ImageEntry(id, id, 256, 256), "cls", FeatureArray.vector(vector)));
      }
      writer.commit();
    }
  }

  private float[] near(float[] from, double spread, SplittableRandom random) {
    float[] vector = new float[dim];
    for (int d = 0; d < dim; d++) {
      vector[d] = (float) (from[d] + spread * random.nextGaussian());
    }
    return vector;
  }
}
