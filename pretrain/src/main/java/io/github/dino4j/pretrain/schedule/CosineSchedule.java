package io.github.dino4j.pretrain.schedule;

import io.github.dino4j.DinoException;

/**
 * A value that is zero while frozen, rises linearly from {@code warmupStart} to {@code base}, and
 * falls or rises along half a cosine to {@code last}, where it stays (CosineScheduler of
 * dinov2/utils/utils.py).
 *
 * @param base value at the end of the warm-up
 * @param last value past the end
 * @param total iterations in all
 * @param freeze iterations at zero, before the warm-up
 * @param warmup iterations of the warm-up, whose last one has the value {@code base}
 * @param warmupStart value at the first iteration of the warm-up
 */
public record CosineSchedule(
    double base, double last, long total, long freeze, long warmup, double warmupStart) {

  public CosineSchedule {
    if (freeze < 0 || warmup < 0 || freeze + warmup > total) {
      throw new DinoException(
          "a schedule of %d iterations has no room for %d frozen and %d of warm-up: train longer or warm up less"
              .formatted(total, freeze, warmup));
    }
  }

  /** Without freeze and warm-up. */
  public static CosineSchedule of(double base, double last, long total) {
    return new CosineSchedule(base, last, total, 0, 0, 0);
  }

  /** The value at an iteration, counted from 0. */
  public double at(long iteration) {
    if (iteration >= total) {
      return last;
    }
    if (iteration < freeze) {
      return 0;
    }
    long sinceFreeze = iteration - freeze;
    if (sinceFreeze < warmup) {
      return warmupValue(sinceFreeze);
    }
    double progress = (double) (sinceFreeze - warmup) / (total - warmup - freeze);
    return last + 0.5 * (base - last) * (1 + Math.cos(Math.PI * progress));
  }

  private double warmupValue(long i) {
    if (warmup == 1) {
      return warmupStart;
    }
    return i == warmup - 1 ? base : warmupStart + i * ((base - warmupStart) / (warmup - 1));
  }
}
