package io.github.dino4j.pretrain.step;

import static io.github.dino4j.torch.Ops.cat;
import static java.util.Objects.requireNonNull;

import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.Targets;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.torch.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What the teacher says to a batch: it sees the global crops unmasked (get_teacher_output of
 * train/ssl_meta_arch.py).
 *
 * @param type what linear layers compute in
 * @param stack that takes tokens through the blocks; none to leave it to libtorch
 */
record TeacherPass(
    Network teacher,
    LossPlan plan,
    TeacherTargets targets,
    ScalarType type,
    @Nullable BlockStack stack) {
  private static final long ENTROPY_ROWS = 16;

  /**
   * @param cls the two views in exchanged order, {@code 2 * B} rows
   * @param patches the masked patches in order; none without iBOT
   */
  record Output(Targets cls, @Nullable Targets patches) {}

  Output run(Batch batch, double temperature) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Samples samples = samples(batch);
      Map<HeadName, Tensor> prototypes = prototypes();
      Logits cls = new Logits(samples.cls(), requireNonNull(prototypes.get(HeadName.DINO)));
      Targets clsTargets = targets.cls(cls, temperature);
      if (samples.patches() == null) {
        return new Output(clsTargets, null);
      }
      Tensor ofPatches = requireNonNull(prototypes.get(plan.patchHead()));
      Logits patches = new Logits(samples.patches(), ofPatches);
      return new Output(clsTargets, targets.patches(patches, temperature));
    }
  }

  /** Of each head once: losses that share a head share its prototypes. */
  private Map<HeadName, Tensor> prototypes() {
    Map<HeadName, Tensor> prototypes = new EnumMap<>(HeadName.class);
    for (HeadName head : plan.heads().keySet()) {
      prototypes.put(head, teacher.head(head).prototypes(type));
    }
    return prototypes;
  }

  /**
   * What stays of the backbone's and the heads' pass, {@code [rows, bottleneck]} each.
   *
   * @param patches none without iBOT
   */
  private record Samples(Tensor cls, @Nullable Tensor patches) {}

  private Samples samples(Batch batch) {
    try (Scope scope = Scope.open()) {
      Tokens tokens = tokens(List.of(new Crops(batch.globalCrops(), null)));
      Tensor cls = exchanged(tokens.cls(), batch.images());
      Tensor clsSamples = scope.hand(teacher.head(HeadName.DINO).bottleneck(cls, type));
      if (!plan.has(Loss.IBOT)) {
        return new Samples(clsSamples, null);
      }
      Tensor masked = tokens.patches().flatten(0, 1).index_select(0, batch.maskedRows());
      DinoHead head = teacher.head(plan.patchHead());
      return new Samples(clsSamples, scope.hand(head.bottleneck(masked, type)));
    }
  }

  private Tokens tokens(List<Crops> crops) {
    VisionTransformer backbone = teacher.backbone();
    ForwardMode mode = new ForwardMode(0, type, null);
    if (stack == null) {
      return backbone.forward(crops, mode).getFirst();
    }
    List<Tensor> tokens = backbone.embed(crops, mode);
    stack.infer(backbone, tokens);
    return backbone.finish(tokens).getFirst();
  }

  /** View 1 of each image, then view 0: what each global crop of the student must predict. */
  private static Tensor exchanged(Tensor cls, long images) {
    return cat(0, cls.narrow(0, images, images), cls.narrow(0, 0, images));
  }

  /** Mean entropy in nats of the targets of a few CLS tokens. */
  static double entropy(Targets cls, long images) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      long rows = Math.min(2 * images, ENTROPY_ROWS);
      Tensor p = cls.rows(0, rows);
      Tensor logs = p.clamp_min(new Scalar(1e-30)).log_();
      return -p.mul(logs).sum().item_double() / rows;
    }
  }
}
