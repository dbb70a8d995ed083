package io.github.dino4j.scenes.render;

/**
 * Averages the light over tiles of 4 x 4 samples that lie on one smooth surface. The weights (1/2,
 * 1, 1, 1, 1/2) give each of the sixteen sample points the same share.
 */
final class Smoother {
  private final LightFrame frame;
  private final float[] half;

  private Smoother(LightFrame frame) {
    this.frame = frame;
    this.half = new float[frame.light.length];
  }

  static void smooth(LightFrame frame) {
    Smoother smoother = new Smoother(frame);
    smoother.pass(frame.light, smoother.half, 1);
    smoother.pass(smoother.half, frame.light, frame.side);
  }

  private void pass(float[] from, float[] to, int stride) {
    int side = frame.side;
    float[] sum = new float[4];
    for (int i = 0; i < side * side; i++) {
      if (frame.surface[i] == 0) {
        System.arraycopy(from, 3 * i, to, 3 * i, 3);
      } else {
        gather(from, i, stride, sum);
        to[3 * i] = sum[0] / sum[3];
        to[3 * i + 1] = sum[1] / sum[3];
        to[3 * i + 2] = sum[2] / sum[3];
      }
    }
  }

  private void gather(float[] from, int centre, int stride, float[] sum) {
    int place = stride == 1 ? centre % frame.side : centre / frame.side;
    int last = Math.min(2, frame.side - 1 - place);
    float r = 0;
    float g = 0;
    float b = 0;
    float weights = 0;
    for (int k = Math.max(-2, -place); k <= last; k++) {
      int i = centre + k * stride;
      if (k == 0 || frame.alike(centre, i)) {
        float weight = k == -2 || k == 2 ? 0.5f : 1;
        r += weight * from[3 * i];
        g += weight * from[3 * i + 1];
        b += weight * from[3 * i + 2];
        weights += weight;
      }
    }
    sum[0] = r;
    sum[1] = g;
    sum[2] = b;
    sum[3] = weights;
  }
}
