package io.github.dino4j.pretrain.loss;

import io.github.dino4j.pretrain.logits.SumOfViews;
import io.github.dino4j.pretrain.logits.Targets;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * DINO on CLS tokens (loss/dino_clstoken_loss.py): the sum over pairs of a student's crop and a
 * teacher's view of the mean cross-entropy over images. Logits come from two views of {@code B}
 * images, the teacher's in exchanged order, so that its row r belongs to the student's global row
 * r.
 */
public final class DinoClsLoss {
  private DinoClsLoss() {}

  /**
   * Every local crop against both views.
   *
   * @param samples {@code [crops * B, bottleneck]}, ordered by crop, then image
   * @param views the teacher's targets, {@code 2 * B} rows
   * @param images B
   */
  public static Term local(Tensor samples, Targets views, long images) {
    return new Term(samples, SumOfViews.of(views, images), weights(samples, 1.0 / images), 1);
  }

  /** Each global crop against the other view: the mean over all {@code 2 * B} rows. */
  public static Term global(Tensor samples, Targets views) {
    return new Term(samples, views, weights(samples, 1.0 / samples.size(0)), 1);
  }

  private static Tensor weights(Tensor samples, double weight) {
    return samples.new_zeros(samples.size(0)).fill_(new Scalar(weight));
  }
}
