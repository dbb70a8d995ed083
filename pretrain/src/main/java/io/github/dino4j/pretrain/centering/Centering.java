package io.github.dino4j.pretrain.centering;

import static io.github.dino4j.torch.Ops.softmax;

import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.logits.LogitKernels;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.SoftmaxTargets;
import io.github.dino4j.pretrain.logits.Targets;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Softmax of the logits less their running mean, the centre (loss/dino_clstoken_loss.py,
 * loss/ibot_patch_loss.py). The logits of a step move the centre for the next one.
 *
 * <p>The centre averages the means of the processes, as the reference's does, also where these hold
 * different numbers of patches; with several passes a step it averages over those too.
 */
public final class Centering implements TeacherCentering {
  private static final double MOMENTUM = 0.9;

  private final ProcessGroup processes;
  private final Tensor center; // [1, K]
  private final Tensor means; // [1, K], summed over the passes of a step
  private int passes; // of all processes, once they have shared them

  /**
   * @param prototypes K
   */
  public Centering(int prototypes, ProcessGroup processes) {
    this.processes = processes;
    try (Scope scope = Scope.open()) {
      center = Scope.keep(Tensors.zeros(1, prototypes));
      means = Scope.keep(Tensors.zeros(1, prototypes));
    }
  }

  @Override
  public Targets targets(Logits logits, double temperature) {
    if (logits.rows() > 0) {
      try (NoGradGuard guard = new NoGradGuard()) {
        means.add_(logits.mean());
        passes++;
      }
    }
    if (LogitKernels.suit(logits.prototypes())) {
      double factor = SoftmaxTargets.LOG2_E / temperature;
      return new SoftmaxTargets(logits, factor, center.mul(new Scalar(-factor)).flatten());
    }
    return (first, count) ->
        softmax(logits.rows(first, count).sub_(center).div_(new Scalar(temperature)), -1);
  }

  @Override
  public void moveTo(Device device) {
    try (Scope scope = Scope.open()) {
      for (Tensor kept : List.of(center, means)) {
        Tensor ignored = kept.put(kept.to(device, ScalarType.Float));
      }
    }
  }

  @Override
  public void startStep() {
    means.zero_();
    passes = 0;
  }

  @Override
  public void shareStep() {
    try (Scope scope = Scope.open()) {
      processes.sum(means);
      passes = Math.round(processes.sum(Tensors.of(new float[] {passes}, 1)).item_float());
    }
  }

  @Override
  public void finishStep() {
    if (passes > 0) {
      try (Scope scope = Scope.open();
          NoGradGuard guard = new NoGradGuard()) {
        means.div_(new Scalar((double) passes));
        center.mul_(new Scalar(MOMENTUM)).add_(means, new Scalar(1 - MOMENTUM));
      }
    }
    startStep();
  }

  /** {@code center}: the running mean, {@code [1, K]}. */
  @Override
  public Map<String, Tensor> state() {
    return Map.of("center", center);
  }

  @Override
  public void close() {
    Scope.free(center);
    Scope.free(means);
  }
}
