package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.div;

import io.github.dino4j.pretrain.logits.Targets;
import org.bytedeco.pytorch.Tensor;

/**
 * iBOT on masked patches (loss/ibot_patch_loss.py): cross-entropies averaged over the hidden
 * patches of each crop, summed, and divided by the number of all crops, masked or not.
 */
public final class IbotPatchLoss {
  private IbotPatchLoss() {}

  /**
   * @param samples {@code [patches, bottleneck]}, the masked patches alone
   * @param targets the teacher's for the same patches, seen
   * @param patchWeights {@code [patches]}, one over the number of masked patches of the crop
   * @param crops number of global crops
   */
  public static Term masked(Tensor samples, Targets targets, Tensor patchWeights, long crops) {
    return new Term(samples, targets, div(patchWeights, crops), 1);
  }
}
