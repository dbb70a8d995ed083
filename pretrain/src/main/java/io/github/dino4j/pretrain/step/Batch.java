package io.github.dino4j.pretrain.step;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.masking.Masks;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Views of {@code B} images, as the step takes them: crops ordered by crop, then by image, so that
 * crop {@code c} of image {@code i} is row {@code c * B + i}.
 *
 * @param globalCrops {@code [2 * B, C, H, W]}, float32, normalised
 * @param localCrops {@code [n * B, C, h, w]}, or none
 * @param masks of the global crops
 */
public record Batch(Tensor globalCrops, @Nullable Tensor localCrops, Masks masks) {
  public Batch {
    long crops = globalCrops.size(0);
    if (crops != masks.crops() || crops % 2 != 0) {
      throw new DinoException(
          "a batch needs two global crops an image and a mask for each, not %d crops and %d masks"
              .formatted(crops, masks.crops()));
    }
    if (localCrops != null && localCrops.size(0) % (crops / 2) != 0) {
      throw new DinoException(
          "a batch needs the same number of local crops for each of its %d images, not %d in all"
              .formatted(crops / 2, localCrops.size(0)));
    }
  }

  /** The same on the device of {@code other}; itself if it is there. Needs an open scope. */
  Batch to(Tensor other) {
    return new Batch(
        moved(globalCrops, other), localCrops == null ? null : moved(localCrops, other), masks);
  }

  private static Tensor moved(Tensor crops, Tensor other) {
    return crops.to(other.device(), crops.scalar_type());
  }

  /** B. */
  public long images() {
    return globalCrops.size(0) / 2;
  }

  /** The row of crop {@code crop} of image {@code image}. */
  public static int row(int crop, int image, int images) {
    return crop * images + image;
  }

  /** {@code [2 * B, patches]} booleans on the device of the crops; needs an open scope. */
  Tensor hidden() {
    Tensor hidden = Tensors.of(masks.hidden(), masks.crops(), masks.patches());
    return hidden.to(globalCrops.device(), hidden.scalar_type());
  }

  /** Rows of the compared patches among all patches of the global crops, {@code [compared]}. */
  Tensor comparedRows() {
    Tensor rows = Tensors.of(masks.indices(), masks.count());
    return rows.to(globalCrops.device(), rows.scalar_type());
  }

  /** {@code [compared]}. */
  Tensor maskWeights() {
    Tensor weights = Tensors.of(masks.weights(), masks.count());
    return weights.to(globalCrops.device(), weights.scalar_type());
  }
}
