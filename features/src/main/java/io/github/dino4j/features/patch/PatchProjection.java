package io.github.dino4j.features.patch;

import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.LinearAlgebra.Eigen;
import java.util.Arrays;
import java.util.List;

/**
 * The few directions that best keep the cosines between patches: the leading eigenvectors of the
 * second moment of patches scaled to length 1. Unlike in {@link Pca} nothing is centred, for that
 * would change cosines.
 */
public final class PatchProjection {
  private static final double KEPT = 0.995;

  private final double[][] directions;

  private PatchProjection(double[][] directions) {
    this.directions = directions;
  }

  /**
   * Finds the directions.
   *
   * @param images of the same dim
   * @param most how many directions at most; fewer where they hold 99.5 % of the squares
   * @throws io.github.dino4j.DinoException if there is no image or if their dims differ
   */
  public static PatchProjection fit(List<PatchFeatures> images, int most) {
    int dim = Foreground.requireOneDim(images);
    double[] moments = new double[dim * dim];
    for (PatchFeatures image : images) {
      double[] gram = LinearAlgebra.gram(UnitRows.of(image), new double[dim]);
      Arrays.setAll(moments, i -> moments[i] + gram[i]);
    }
    Eigen eigen = LinearAlgebra.eigen(moments, dim);
    return new PatchProjection(
        Arrays.copyOf(eigen.vectors(), Math.min(most, enough(eigen.values()))));
  }

  public int dims() {
    return directions.length;
  }

  /**
   * The patches, scaled to length 1, along the directions.
   *
   * @return {@code [rows * columns, dims]}
   */
  public float[] project(PatchFeatures image) {
    float[] unit = UnitRows.of(image);
    int dim = image.dim();
    float[] projected = new float[image.rows() * image.columns() * directions.length];
    for (int i = 0; i < projected.length; i++) {
      double[] direction = directions[i % directions.length];
      int from = i / directions.length * dim;
      double sum = 0;
      for (int j = 0; j < dim; j++) {
        sum += unit[from + j] * direction[j];
      }
      projected[i] = (float) sum;
    }
    return projected;
  }

  private static int enough(double[] falling) {
    double total = Arrays.stream(falling).sum();
    double sum = 0;
    int count = 0;
    while (count < falling.length && sum < KEPT * total) {
      sum += falling[count++];
    }
    return Math.max(1, count);
  }
}
