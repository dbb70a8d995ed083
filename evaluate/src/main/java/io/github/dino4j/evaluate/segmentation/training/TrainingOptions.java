package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.DinoException;

/**
 * How a head is trained: AdamW, the rate rising linearly over the warm-up and falling linearly to 0
 * over all.
 *
 * @param iterations batches in all
 * @param warmup iterations of them over which the rate rises
 * @param warmupRatio where it begins, as a share of the rate
 * @param batch images a batch
 * @param learningRate the highest
 * @param weightDecay of all parameters, as in the reference
 * @param seed of the first weights, the order of images and their augmentation
 */
public record TrainingOptions(
    int iterations,
    int warmup,
    double warmupRatio,
    int batch,
    double learningRate,
    double weightDecay,
    long seed) {
  private static final double RELEASED_WARMUP_RATIO = 1e-6;

  public TrainingOptions {
    if (iterations < 1 || batch < 1 || warmup < 0 || !(learningRate > 0) || weightDecay < 0) {
      throw new DinoException(
          "%d iterations with %d of warm-up, batches of %d, rate %s, weight decay %s are no training"
              .formatted(iterations, warmup, batch, learningRate, weightDecay));
    }
  }

  /** As the released heads were trained: 40,000 batches of 16, 1,500 of warm-up. */
  public static TrainingOptions released() {
    return new TrainingOptions(40_000, 1_500, RELEASED_WARMUP_RATIO, 16, 1e-3, 1e-4, 0);
  }

  /** The same rate, decay and batch in a fortieth of the time: 1,000 batches, 38 of warm-up. */
  public static TrainingOptions byDefault() {
    return released().withIterations(1_000);
  }

  /** The same with more or fewer batches, the warm-up in proportion. */
  public TrainingOptions withIterations(int other) {
    int rise = (int) Math.round((double) warmup * other / iterations);
    return new TrainingOptions(other, rise, warmupRatio, batch, learningRate, weightDecay, seed);
  }

  /** The rate of an iteration, from 0 on (mmcv's {@code poly} policy of power 1). */
  double rate(int iteration) {
    double falling = learningRate * (1 - (double) iteration / iterations);
    if (iteration >= warmup) {
      return falling;
    }
    double missing = (1 - (double) iteration / warmup) * (1 - warmupRatio);
    return falling * (1 - missing);
  }
}
