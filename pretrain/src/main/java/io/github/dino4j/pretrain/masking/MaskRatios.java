package io.github.dino4j.pretrain.masking;

import io.github.dino4j.DinoException;

/**
 * How many patches are masked in how many crops: the masked crops share out the range of ratios
 * among them, each drawing from a stratum of its own (data/collate.py). Arithmetic is in float32,
 * as the reference's is.
 *
 * @param lowest ratio of masked patches
 * @param highest ratio of masked patches
 * @param probability share of the crops that are masked at all
 */
public record MaskRatios(double lowest, double highest, double probability) {
  public MaskRatios {
    if (!(0 <= lowest
        && lowest <= highest
        && highest <= 1
        && 0 <= probability
        && probability <= 1)) {
      throw new DinoException(
          "ibot.mask_ratio_min_max and ibot.mask_sample_probability must lie between 0 and 1, not [%s, %s] and %s"
              .formatted(lowest, highest, probability));
    }
  }

  int maskedCrops(int crops) {
    return (int) (crops * probability);
  }

  /** Number of patches to hide in the masked crop {@code i} of {@code masked}. */
  int draw(int i, int masked, int patches, MaskRandom draws) {
    float from = bound(i, masked);
    float to = bound(i + 1, masked);
    return (int) (patches * (float) draws.uniform(from, to));
  }

  /** The most patches that may be masked in a batch. */
  int upperBound(int masked, int patches) {
    int sum = 0;
    for (int i = 1; i <= masked; i++) {
      sum += (int) (patches * bound(i, masked));
    }
    return sum;
  }

  /** torch.linspace, which counts from the nearer end. */
  private float bound(int i, int masked) {
    float step = ((float) highest - (float) lowest) / masked;
    return i < (masked + 1) / 2
        ? Math.fma(step, i, (float) lowest)
        : Math.fma(-step, masked - i, (float) highest);
  }
}
