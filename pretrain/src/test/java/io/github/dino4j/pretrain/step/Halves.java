package io.github.dino4j.pretrain.step;

import io.github.dino4j.pretrain.masking.Masks;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Half of the images of a batch, with their crops and masks. */
final class Halves {
  private Halves() {}

  static Batch of(Batch batch, int half) {
    int images = (int) batch.images();
    return new Batch(
        crops(batch.globalCrops(), images, half),
        crops(java.util.Objects.requireNonNull(batch.localCrops()), images, half),
        masks(batch.masks(), images, half));
  }

  private static Tensor crops(Tensor crops, int images, int half) {
    long[] shape = io.github.dino4j.torch.Tensors.shape(crops);
    return crops
        .view(shape[0] / images, 2, images / 2, shape[1], shape[2], shape[3])
        .select(1, half)
        .reshape(shape[0] / 2, shape[1], shape[2], shape[3]);
  }

  private static Masks masks(Masks masks, int images, int half) {
    if (masks.count() == masks.hidden().length) {
      return Masks.visible(masks.crops() / 2, masks.patches());
    }
    List<boolean[]> kept = new ArrayList<>();
    for (int crop = 0; crop < masks.crops(); crop++) {
      if (crop % images / (images / 2) == half) {
        int first = crop * masks.patches();
        kept.add(java.util.Arrays.copyOfRange(masks.hidden(), first, first + masks.patches()));
      }
    }
    return Masks.of(kept);
  }
}
