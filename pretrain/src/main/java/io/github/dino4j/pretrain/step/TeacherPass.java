package io.github.dino4j.pretrain.step;

import static io.github.dino4j.torch.Ops.cat;

import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.pretrain.loss.Logits;
import io.github.dino4j.pretrain.loss.Targets;
import io.github.dino4j.pretrain.loss.TeacherCentering;
import io.github.dino4j.torch.Scope;
import java.util.List;
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
    TeacherCentering clsTargets,
    @Nullable TeacherCentering patchTargets,
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
      Tensor prototypes = teacher.dinoHead().prototypes(type);
      Tensor patchPrototypes =
          teacher.hasSeparateHeads() && patchTargets != null
              ? teacher.patchHead().prototypes(type)
              : prototypes;
      return new Output(
          clsTargets.targets(new Logits(samples.cls(), prototypes), temperature),
          patchTargets == null
              ? null
              : patchTargets.targets(new Logits(samples.patches(), patchPrototypes), temperature));
    }
  }

  /** What stays of the backbone's and the heads' pass: {@code [rows, bottleneck]} each. */
  private record Samples(Tensor cls, Tensor patches) {}

  private Samples samples(Batch batch) {
    try (Scope scope = Scope.open()) {
      Tokens tokens = tokens(List.of(new Crops(batch.globalCrops(), null)));
      Tensor cls = exchanged(tokens.cls(), batch.images());
      Tensor hidden = tokens.patches().flatten(0, 1).index_select(0, batch.maskedRows());
      return new Samples(
          scope.hand(teacher.dinoHead().bottleneck(cls, type)),
          scope.hand(teacher.patchHead().bottleneck(hidden, type)));
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
