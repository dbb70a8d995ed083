package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.DinoException;

/**
 * How a depth head is trained: AdamW (0.9, 0.999), the rate rising linearly from a thousandth over
 * the warm-up while it falls by a cosine to 1e-8 of itself.
 *
 * @param iterations batches in all
 * @param warmup iterations of them over which the rate rises
 * @param batch images a batch
 * @param learningRate the highest
 * @param weightDecay of all parameters, as in the reference
 * @param clip largest norm of the gradient
 * @param gradientLoss what is added to {@link SigLoss}
 * @param validateEvery iterations between validations
 * @param seed of the order of images and their augmentation
 */
public record DepthTrainingOptions(
    int iterations,
    int warmup,
    int batch,
    double learningRate,
    double weightDecay,
    double clip,
    GradientLoss gradientLoss,
    int validateEvery,
    long seed) {
  private static final double WARMUP_RATIO = 1e-3;
  private static final double LAST_RATIO = 1e-8;

  public DepthTrainingOptions {
    if (iterations < 1
        || batch < 1
        || warmup < 0
        || validateEvery < 1
        || !(learningRate > 0 && clip > 0 && weightDecay >= 0)) {
      throw new DinoException(
          "%d iterations with %d of warm-up, batches of %d, rate %s, weight decay %s, clipping at %s, validation every %d are no training"
              .formatted(
                  iterations, warmup, batch, learningRate, weightDecay, clip, validateEvery));
    }
  }

  /**
   * As the released heads were trained: 38,400 batches of 16, a third of them warm-up. Two images a
   * GPU left nothing of their {@link GradientLoss#REFERENCE}, so it is off.
   */
  public static DepthTrainingOptions released() {
    return new DepthTrainingOptions(38_400, 12_800, 16, 1e-4, 0.01, 35, GradientLoss.OFF, 800, 0);
  }

  /**
   * A short training: 800 batches of 8 at ten times the rate, a tenth of them warm-up; minutes on
   * two cores.
   */
  public static DepthTrainingOptions byDefault() {
    return new DepthTrainingOptions(800, 80, 8, 1e-3, 0.01, 35, GradientLoss.OFF, 200, 0);
  }

  /** The same with more or fewer batches, warm-up and validations in proportion. */
  public DepthTrainingOptions withIterations(int other) {
    double ratio = (double) other / iterations;
    return new DepthTrainingOptions(
        other,
        (int) Math.round(warmup * ratio),
        batch,
        learningRate,
        weightDecay,
        clip,
        gradientLoss,
        (int) Math.max(1, Math.round(validateEvery * ratio)),
        seed);
  }

  /** The same with other batches. */
  public DepthTrainingOptions withBatch(int images) {
    return new DepthTrainingOptions(
        iterations,
        warmup,
        images,
        learningRate,
        weightDecay,
        clip,
        gradientLoss,
        validateEvery,
        seed);
  }

  /** The rate of an iteration, from 0 on (mmcv's {@code CosineAnnealing} with linear warm-up). */
  double rate(int iteration) {
    double last = learningRate * LAST_RATIO;
    double cosine = (1 + Math.cos(Math.PI * iteration / iterations)) / 2;
    double falling = last + (learningRate - last) * cosine;
    if (iteration >= warmup) {
      return falling;
    }
    double missing = (1 - (double) iteration / warmup) * (1 - WARMUP_RATIO);
    return falling * (1 - missing);
  }
}
