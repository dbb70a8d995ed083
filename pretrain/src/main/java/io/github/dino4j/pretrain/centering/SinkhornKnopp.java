package io.github.dino4j.pretrain.centering;

import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.logits.LogitKernels;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.Targets;
import io.github.dino4j.torch.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Assigns samples so that every prototype gets the same share, by three rounds of scaling rows and
 * columns in float32, over the samples of all processes (sinkhorn_knopp_teacher of
 * loss/dino_clstoken_loss.py and loss/ibot_patch_loss.py).
 */
public final class SinkhornKnopp implements TeacherCentering {
  static final int ITERATIONS = 3;

  private final ProcessGroup processes;

  public SinkhornKnopp(ProcessGroup processes) {
    this.processes = processes;
  }

  @Override
  public Targets targets(Logits logits, double temperature) {
    try (NoGradGuard guard = new NoGradGuard()) {
      if (LogitKernels.suit(logits.prototypes())) {
        return new KernelAssignment(logits, temperature, processes).targets();
      }
      Tensor assignment = assign(logits, temperature);
      return (first, count) -> assignment.narrow(0, first, count);
    }
  }

  /** {@code [samples, K]}; the paper and the reference write it transposed. */
  private Tensor assign(Logits logits, double temperature) {
    Scalar samples = new Scalar(totalSamples(logits, processes));
    Scalar prototypes = new Scalar((double) logits.count());
    Tensor q = logits.rows(0, logits.rows()).div_(new Scalar(temperature)).exp_();
    q.div_(processes.sum(q.sum()));
    for (int i = 0; i < ITERATIONS; i++) {
      q.div_(processes.sum(sum(q, 0))).div_(prototypes);
      q.div_(sum(q, 1)).div_(samples);
    }
    return q.mul_(samples);
  }

  static double totalSamples(Logits logits, ProcessGroup processes) {
    return processes.sum(Tensors.of(new float[] {logits.rows()}, 1)).item_float();
  }

  private static Tensor sum(Tensor q, long dim) {
    return q.sum(new long[] {dim}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
  }

  @Override
  public void moveTo(Device device) {}

  @Override
  public void startStep() {}

  @Override
  public void shareStep() {}

  @Override
  public void finishStep() {}

  @Override
  public Map<String, Tensor> state() {
    return Map.of();
  }

  @Override
  public void close() {}
}
