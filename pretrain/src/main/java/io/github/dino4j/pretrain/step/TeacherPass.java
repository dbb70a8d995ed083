package io.github.dino4j.pretrain.step;

import static io.github.dino4j.torch.Ops.cat;
import static java.util.Objects.requireNonNull;

import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.Targets;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.FeatureLoss;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.torch.Scope;
import java.util.EnumMap;
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
 */
record TeacherPass(Teacher teacher, LossPlan plan, TeacherTargets targets, ScalarType type) {
  private static final long ENTROPY_ROWS = 16;

  /** What the student is to predict. */
  sealed interface Output {
    /**
     * Mean entropy in nats of the targets of a few CLS tokens; NaN where features are the targets.
     *
     * @param images of the batch
     */
    double entropy(long images);
  }

  /**
   * To which prototypes tokens belong.
   *
   * @param cls the two views in exchanged order, {@code 2 * B} rows
   * @param patches the compared patches in order; none without iBOT
   */
  record Assignments(Targets cls, @Nullable Targets patches) implements Output {
    @Override
    public double entropy(long images) {
      try (Scope scope = Scope.open();
          NoGradGuard guard = new NoGradGuard()) {
        long rows = Math.min(2 * images, ENTROPY_ROWS);
        Tensor p = cls.rows(0, rows);
        Tensor logs = p.clamp_min(new Scalar(1e-30)).log_();
        return -p.mul(logs).sum().item_double() / rows;
      }
    }
  }

  /**
   * Features of a frozen teacher, {@linkplain FeatureLoss#normalized normalised}.
   *
   * @param cls {@code [2 * B, dim]}, view by view
   * @param patches the compared ones in order, {@code [rows, dim]}
   */
  record Features(Tensor cls, Tensor patches) implements Output {
    @Override
    public double entropy(long images) {
      return Double.NaN;
    }
  }

  Output run(Batch batch, double temperature) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return plan.matchesFeatures() ? features(batch) : assignments(batch, temperature);
    }
  }

  private Features features(Batch batch) {
    try (Scope scope = Scope.open()) {
      Teacher.Features seen = teacher.backbone().features(batch.globalCrops());
      Tensor patches = comparedPatches(seen, batch);
      return new Features(
          scope.hand(FeatureLoss.normalized(seen.cls())),
          scope.hand(FeatureLoss.normalized(patches)));
    }
  }

  private Assignments assignments(Batch batch, double temperature) {
    Samples samples = samples(batch);
    Map<HeadName, Tensor> prototypes = prototypes();
    Logits cls = new Logits(samples.cls(), requireNonNull(prototypes.get(HeadName.DINO)));
    Targets clsTargets = targets.cls(cls, temperature);
    if (samples.patches() == null) {
      return new Assignments(clsTargets, null);
    }
    Tensor ofPatches = requireNonNull(prototypes.get(plan.patchHead()));
    Logits patches = new Logits(samples.patches(), ofPatches);
    return new Assignments(clsTargets, targets.patches(patches, temperature));
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
      Teacher.Features seen = teacher.backbone().features(batch.globalCrops());
      Tensor cls = exchanged(seen.cls(), batch.images());
      Tensor clsSamples = scope.hand(teacher.head(HeadName.DINO).bottleneck(cls, type));
      if (!plan.has(Loss.IBOT)) {
        return new Samples(clsSamples, null);
      }
      DinoHead head = teacher.head(plan.patchHead());
      Tensor patches = comparedPatches(seen, batch);
      return new Samples(clsSamples, scope.hand(head.bottleneck(patches, type)));
    }
  }

  private static Tensor comparedPatches(Teacher.Features seen, Batch batch) {
    return seen.patches().flatten(0, 1).index_select(0, batch.comparedRows());
  }

  /** View 1 of each image, then view 0: what each global crop of the student must predict. */
  private static Tensor exchanged(Tensor cls, long images) {
    return cat(0, cls.narrow(0, images, images), cls.narrow(0, 0, images));
  }
}
