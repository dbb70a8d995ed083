package io.github.dino4j.pretrain.step;

import static io.github.dino4j.torch.Ops.cat;

import io.github.dino4j.model.Tokens;
import io.github.dino4j.pretrain.loss.FeatureLoss;
import io.github.dino4j.pretrain.loss.LossAndGradient;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.loss.Projector;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * From the student's tokens through the projector to the losses that match a frozen teacher's
 * features, and back.
 *
 * <p>A global crop is compared with the same crop as the teacher sees it. A local crop has the mean
 * of what the teacher makes of both global crops of its image for a target of its CLS token, so
 * that a part of an image learns what the whole is, as with prototypes.
 *
 * @param type what linear layers compute in
 */
record FeaturePass(Network student, LossPlan plan, ScalarType type) {
  /**
   * Adds to the gradients of the projector and of the tokens, every one of which gets one.
   *
   * @param tokens of the global and, where there are any, the local crops, as leaves
   * @return values of the losses that there are
   */
  Map<Loss, Double> run(List<Tokens> tokens, LossPass.Inputs inputs, TeacherPass.Features targets) {
    Projector projector = student.projector();
    try (Scope scope = Scope.open()) {
      Tensor cls = projector.cls(cat(tokens.stream().map(Tokens::cls).toList(), 0), type);
      Tensor patches =
          projector.patches(
              tokens
                  .getFirst()
                  .patches()
                  .flatten(0, 1)
                  .index_select(0, inputs.batch().comparedRows()),
              type);
      Map<Loss, Double> values = new EnumMap<>(Loss.class);
      Matching ofCls = new Matching(cls.detach(), clsTargets(targets.cls(), inputs.batch()));
      Tensor clsGradient =
          gradient(ofCls, Loss.CLS_COSINE, Loss.CLS_SMOOTH_L1, inputs.share(), values);
      Matching ofPatches = new Matching(patches.detach(), targets.patches());
      Tensor patchGradient =
          gradient(ofPatches, Loss.PATCH_COSINE, Loss.PATCH_SMOOTH_L1, inputs.share(), values);
      Ops.backward(List.of(cls, patches), List.of(clsGradient, patchGradient));
      return values;
    }
  }

  /** Of the global crops those of the same views, of each local one the mean of both. */
  private static Tensor clsTargets(Tensor views, Batch batch) {
    long images = batch.images();
    List<Tensor> targets = new ArrayList<>(List.of(views));
    if (batch.localCrops() != null) {
      Tensor both = views.narrow(0, 0, images).add(views.narrow(0, images, images));
      Tensor mean = both.mul_(new Scalar(0.5)); // [B, dim]
      for (long crop = 0; crop < batch.localCrops().size(0) / images; crop++) {
        targets.add(mean);
      }
    }
    return cat(targets, 0);
  }

  /**
   * @param projected {@code [rows, dim]}, detached
   * @param targets of the same shape
   */
  private record Matching(Tensor projected, Tensor targets) {}

  /** That of the projected features: the sum of both losses'. */
  private Tensor gradient(
      Matching matching, Loss cosine, Loss smoothL1, double share, Map<Loss, Double> values) {
    Tensor gradient = matching.projected().new_zeros(matching.targets().sizes());
    if (matching.projected().size(0) == 0) {
      return gradient; // no patch of this batch is compared
    }
    for (Loss loss : List.of(cosine, smoothL1)) {
      if (plan.has(loss)) {
        double scale = plan.scale(loss, share);
        LossAndGradient result =
            loss == cosine
                ? FeatureLoss.cosine(matching.projected(), matching.targets(), scale)
                : FeatureLoss.smoothL1(matching.projected(), matching.targets(), scale);
        values.put(loss, result.value().item_double());
        gradient.add_(result.gradient());
      }
    }
    return gradient;
  }
}
