package io.github.dino4j.pretrain.logits;

import io.github.dino4j.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Targets of local crops, ordered by crop, then image: the sum of both views of the image. */
public record SumOfViews(SoftmaxTargets softmax, long images) implements Targets {
  /**
   * @param views the targets of two views of so many images
   */
  public static Targets of(Targets views, long images) {
    if (views instanceof SoftmaxTargets softmax) {
      return new SumOfViews(softmax, images);
    }
    Tensor both = views.rows(0, images).add(views.rows(images, images)); // [B, K]
    return (first, count) ->
        both.index_select(0, imagesOf(first, count, images).to(both.device(), ScalarType.Long));
  }

  @Override
  public Tensor rows(long first, long count) {
    Tensor both = softmax.rows(0, images).add_(softmax.rows(images, images));
    return both.index_select(0, imagesOf(first, count, images));
  }

  /** The image of each row, as a tensor on the processor. */
  public static Tensor imagesOf(long first, long count, long images) {
    long[] index = new long[(int) count];
    Arrays.setAll(index, i -> (first + i) % images);
    return Tensors.of(index, count);
  }
}
