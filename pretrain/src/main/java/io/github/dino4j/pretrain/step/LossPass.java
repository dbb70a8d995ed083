package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Tokens;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.loss.DinoClsLoss;
import io.github.dino4j.pretrain.loss.IbotPatchLoss;
import io.github.dino4j.pretrain.loss.KoLeoLoss;
import io.github.dino4j.pretrain.loss.Targets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * From the student's tokens to the losses and back to the gradients of tokens and heads, with the
 * reference's weights: DINO terms are divided by the number of pairs of crops, KoLeo is summed over
 * the two global crops.
 */
record LossPass(Network student, PretrainConfig config, ScalarType type) {
  private static final int LOCAL = 0;
  private static final int GLOBAL = 1;
  private static final int PATCHES = 2;

  /**
   * @param share of this batch in the step; scales all gradients
   */
  record Inputs(Batch batch, TeacherPass.Output targets, double share) {}

  /**
   * @param tokens of the global and, where there are any, the local crops, as leaves
   */
  Losses run(List<Tokens> tokens, Inputs inputs) {
    Tokens global = tokens.getFirst();
    Tensor patches = global.patches().flatten(0, 1).index_select(0, inputs.batch().maskedRows());
    List<Tensor> cls = List.of(localCls(tokens), global.cls());
    HeadLoss dinoHead = new HeadLoss(student.dinoHead(), groups(cls, patches), type);
    HeadLoss patchHead =
        student.hasSeparateHeads()
            ? new HeadLoss(student.patchHead(), List.of(patches), type)
            : dinoHead;
    HeadLoss.Roots roots = new HeadLoss.Roots();
    Supplier<Losses> dino = dino(dinoHead, inputs);
    Supplier<Losses> ibot = ibot(patchHead, inputs);
    Set<HeadLoss> heads = new LinkedHashSet<>(List.of(dinoHead));
    heads.add(patchHead);
    heads.forEach(HeadLoss::evaluate);
    Losses losses = dino.get().plus(ibot.get(), 1).plus(koleo(global.cls(), roots, inputs), 1);
    heads.forEach(head -> head.collect(roots));
    roots.backward();
    return losses;
  }

  private static Tensor localCls(List<Tokens> tokens) {
    Tensor global = tokens.getFirst().cls();
    return tokens.size() > 1 ? tokens.getLast().cls() : global.narrow(0, 0, 0);
  }

  private List<Tensor> groups(List<Tensor> cls, Tensor patches) {
    List<Tensor> groups = new ArrayList<>(cls);
    if (!student.hasSeparateHeads()) {
      groups.add(patches);
    }
    return groups;
  }

  private Supplier<Losses> dino(HeadLoss head, Inputs inputs) {
    double weight = config.dino().lossWeight();
    if (weight == 0) {
      return () -> Losses.ZERO;
    }
    Batch batch = inputs.batch();
    var views = inputs.targets().cls();
    long localPairs = 2 * batch.localCropsPerImage();
    double pairs = Math.max(localPairs, 1) + 2;
    DoubleSupplier local =
        localPairs == 0
            ? () -> 0
            : head.add(
                LOCAL,
                samples -> DinoClsLoss.local(samples, views, batch.images()),
                inputs.share() * weight / pairs);
    DoubleSupplier global =
        head.add(
            GLOBAL,
            samples -> DinoClsLoss.global(samples, views),
            inputs.share() * weight * 2 / pairs);
    return () -> {
      double localMean = local.getAsDouble() / pairs;
      double globalMean = global.getAsDouble() * 2 / pairs;
      return new Losses(localMean, globalMean, 0, 0, weight * (localMean + globalMean));
    };
  }

  private Supplier<Losses> ibot(HeadLoss head, Inputs inputs) {
    double weight = config.ibot().lossWeight();
    Targets targets = inputs.targets().patches();
    Batch batch = inputs.batch();
    if (weight == 0 || targets == null || batch.masks().count() == 0) {
      return () -> Losses.ZERO;
    }
    DoubleSupplier value =
        head.add(
            student.hasSeparateHeads() ? 0 : PATCHES,
            samples ->
                IbotPatchLoss.masked(samples, targets, batch.maskWeights(), 2 * batch.images()),
            inputs.share() * weight);
    return () -> new Losses(0, 0, 0, value.getAsDouble() / 2, weight * value.getAsDouble());
  }

  private Losses koleo(Tensor cls, HeadLoss.Roots roots, Inputs inputs) {
    double weight = config.dino().koleoLossWeight();
    if (weight == 0) {
      return Losses.ZERO;
    }
    long images = inputs.batch().images();
    Tensor sum =
        KoLeoLoss.of(cls.narrow(0, 0, images)).add(KoLeoLoss.of(cls.narrow(0, images, images)));
    roots.add(sum, sum.detach().new_zeros().fill_(new Scalar(inputs.share() * weight)));
    double value = weight * sum.item_double();
    return new Losses(0, 0, value / 2, 0, value);
  }
}
