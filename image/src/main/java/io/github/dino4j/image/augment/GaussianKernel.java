package io.github.dino4j.image.augment;

/**
 * A Gaussian of 9 x 9 pixels, in the float32 arithmetic of torchvision. The exponential here is
 * rounded; torch's is one unit in the last place beside it in one of a hundred cases, which moved
 * two bytes by one level in a hundred million bytes of training views.
 *
 * @param weights {@code [9, 9]}, they sum to 1
 */
record GaussianKernel(float[][] weights) {
  static final int REACH = 4;
  static final int SIDE = 2 * REACH + 1;

  /** Of a standard deviation in pixels. */
  static GaussianKernel of(float sigma) {
    float[] line = line(sigma);
    float[][] weights = new float[SIDE][SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        weights[y][x] = line[y] * line[x];
      }
    }
    return new GaussianKernel(weights);
  }

  /**
   * {@code [9]}: a row of it. In float32, summed from the last weight and then the first ones, as
   * libtorch sums nine.
   */
  static float[] line(float sigma) {
    float[] line = new float[SIDE];
    for (int i = 0; i < SIDE; i++) {
      float distance = (i - REACH) / sigma;
      line[i] = (float) Math.exp(-0.5f * (distance * distance));
    }
    float sum = line[SIDE - 1];
    for (int i = 0; i < SIDE - 1; i++) {
      sum += line[i];
    }
    for (int i = 0; i < SIDE; i++) {
      line[i] /= sum;
    }
    return line;
  }
}
