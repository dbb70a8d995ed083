package io.github.dino4j.evaluate.retrieval;

import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.normalize;

import io.github.dino4j.features.patch.Pca;
import io.github.dino4j.features.patch.PcaFit;
import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * PCA whitening of vectors of length 1: centred, turned onto the first components, each divided by
 * its standard deviation, and brought to length 1 again. Source: Jégou and Chum, ECCV 2012, as Met
 * uses it.
 */
public final class Whitening {
  private static final int ROWS = 4096;

  /**
   * Components with less of the first one's variance are noise of float32, and dividing blows it
   * up.
   */
  private static final double LEAST_VARIANCE = 1e-12;

  private static final double SMALLEST_NORM = 1e-12;

  private final Pca pca;
  private final int components;

  private Whitening(Pca pca, int components) {
    this.pca = pca;
    this.components = components;
  }

  /**
   * Finds the components of training images.
   *
   * @param train vectors of any length, at least two
   * @param components how many at most: vectors of fewer features or variance keep fewer
   */
  public static Whitening fit(Embeddings train, int components) {
    PcaFit fit = new PcaFit(train.dim());
    for (int first = 0; first < train.size(); first += ROWS) {
      Embeddings rows = train.range(first, Math.min(train.size(), first + ROWS));
      fit.add(UnitVectors.of(rows.values(), rows.dim()));
    }
    Pca pca = fit.fit(Math.min(components, train.dim()));
    int kept = 0;
    while (kept < pca.variance().length
        && pca.variance()[kept] > LEAST_VARIANCE * pca.variance()[0]) {
      kept++;
    }
    return new Whitening(pca, Math.max(1, kept));
  }

  /** The same images with {@code components} features and length 1. */
  public Embeddings apply(Embeddings images) {
    float[] white = new float[images.size() * components];
    try (Scope ignored = Scope.open()) {
      Tensor mean = Tensors.of(floats(pca.mean()), 1, pca.dim());
      Tensor turned = Tensors.of(scaled(), components, pca.dim()).t();
      for (int first = 0; first < images.size(); first += ROWS) {
        Embeddings rows = images.range(first, Math.min(images.size(), first + ROWS));
        float[] block = whiten(rows, mean, turned);
        System.arraycopy(block, 0, white, first * components, block.length);
      }
    }
    return new Embeddings(white, components);
  }

  private static float[] whiten(Embeddings rows, Tensor mean, Tensor turned) {
    try (Scope ignored = Scope.open()) {
      float[] unit = UnitVectors.of(rows.values(), rows.dim());
      Tensor centred = Tensors.of(unit, rows.size(), rows.dim()).sub_(mean); // [n, D]
      return Tensors.toFloats(normalize(matmul(centred, turned), 1, SMALLEST_NORM));
    }
  }

  /** {@code [components, dim]}: each component divided by its standard deviation. */
  private float[] scaled() {
    int dim = pca.dim();
    float[] scaled = new float[components * dim];
    for (int k = 0; k < components; k++) {
      double deviation = Math.sqrt(Math.max(pca.variance()[k], Double.MIN_NORMAL));
      for (int i = 0; i < dim; i++) {
        scaled[k * dim + i] = (float) (pca.components()[k][i] / deviation);
      }
    }
    return scaled;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
