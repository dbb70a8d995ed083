package io.github.dino4j.features.patch;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The two matrix operations that pictures need, on Java arrays; row-major throughout. */
final class LinearAlgebra {
  /**
   * Eigenvectors of a symmetric matrix, largest eigenvalue first.
   *
   * @param values {@code [n]}
   * @param vectors {@code [n, n]}, one eigenvector of length 1 a row
   */
  record Eigen(double[] values, double[][] vectors) {}

  private LinearAlgebra() {}

  /** {@code xᵀx} in double precision, {@code [dim, dim]}, of {@code x [n, dim]} minus a shift. */
  static double[] gram(float[] x, double[] shift) {
    try (Scope ignored = Scope.open()) {
      long dim = shift.length;
      Tensor rows = Tensors.of(x, x.length / dim, dim).to(ScalarType.Double);
      Tensor centred = rows.sub_(Tensor.create(shift, 1, dim));
      return doubles(centred.t().mm(centred));
    }
  }

  /** All eigenpairs of a symmetric matrix {@code [n, n]}. */
  static Eigen eigen(double[] symmetric, int n) {
    try (Scope ignored = Scope.open()) {
      var pair = torch.linalg_eigh(Tensor.create(symmetric, n, n));
      double[] ascending = doubles(pair.get0());
      double[] rows = doubles(pair.get1().t());
      double[] values = new double[n];
      double[][] vectors = new double[n][n];
      for (int i = 0; i < n; i++) {
        values[i] = ascending[n - 1 - i];
        System.arraycopy(rows, (n - 1 - i) * n, vectors[i], 0, n);
      }
      return new Eigen(values, vectors);
    }
  }

  private static double[] doubles(Tensor tensor) {
    Tensor flat = tensor.contiguous();
    double[] values = new double[Math.toIntExact(flat.numel())];
    new DoublePointer(flat.data_ptr_double()).get(values);
    return values;
  }
}
