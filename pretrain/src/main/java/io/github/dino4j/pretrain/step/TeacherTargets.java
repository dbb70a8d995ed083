package io.github.dino4j.pretrain.step;

import io.github.dino4j.pretrain.centering.Centering;
import io.github.dino4j.pretrain.centering.SinkhornKnopp;
import io.github.dino4j.pretrain.centering.TeacherCentering;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.Targets;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Teacher centering for CLS tokens and, with iBOT, for patches, each with the state that it keeps
 * over steps; none where features are the targets.
 *
 * <p>Owns that state until {@link #close()}.
 */
final class TeacherTargets implements AutoCloseable {
  private static final String CLS = "dino_loss"; // as the reference calls them
  private static final String PATCHES = "ibot_patch_loss";

  private final Map<String, TeacherCentering> all = new LinkedHashMap<>();

  TeacherTargets(PretrainConfig config, LossPlan plan, ProcessGroup processes) {
    if (plan.matchesFeatures()) {
      return;
    }
    PretrainConfig.TargetKind kind = config.train().centering();
    all.put(CLS, centering(kind, plan.prototypes(HeadName.DINO), processes));
    if (plan.has(Loss.IBOT)) {
      all.put(PATCHES, centering(kind, plan.prototypes(plan.patchHead()), processes));
    }
  }

  private static TeacherCentering centering(
      PretrainConfig.TargetKind kind, int prototypes, ProcessGroup processes) {
    return switch (kind) {
      case CENTERING -> new Centering(prototypes, processes);
      case SINKHORN_KNOPP -> new SinkhornKnopp(processes);
    };
  }

  /** Targets of CLS tokens; with several processes all of them must call this together. */
  Targets cls(Logits logits, double temperature) {
    return of(CLS).targets(logits, temperature);
  }

  /** The same of masked patches, with iBOT. */
  Targets patches(Logits logits, double temperature) {
    return of(PATCHES).targets(logits, temperature);
  }

  private TeacherCentering of(String name) {
    return Objects.requireNonNull(all.get(name));
  }

  /** Before the first step. */
  void moveTo(Device device) {
    all.values().forEach(centering -> centering.moveTo(device));
  }

  /** Drops what a step that was broken off has left. */
  void startStep() {
    all.values().forEach(TeacherCentering::startStep);
  }

  /** Sums over all processes what {@link #finishStep} needs; all of them call this together. */
  void shareStep() {
    all.values().forEach(TeacherCentering::shareStep);
  }

  /** Updates the centres with the logits of this step. */
  void finishStep() {
    all.values().forEach(TeacherCentering::finishStep);
  }

  /** What must be saved to go on from here, by the reference's names; owned by this. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    all.forEach((loss, centering) ->
        centering.state().forEach((name, tensor) -> state.put(loss + "." + name, tensor)));
    return state;
  }

  @Override
  public void close() {
    all.values().forEach(TeacherCentering::close);
  }
}
