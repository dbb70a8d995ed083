package io.github.dino4j.pretrain.centering;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.logits.LogitBlock;
import io.github.dino4j.pretrain.logits.LogitGroup;
import io.github.dino4j.pretrain.logits.LogitKernels;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.PrototypeParts;
import io.github.dino4j.pretrain.logits.SoftmaxTargets;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * What {@link SinkhornKnopp} does, by kernels of our own: factors of prototypes and samples are
 * kept as logarithms, and the logits they belong to in the type of the prototypes, for as long as
 * this takes. Processes exchange the same sums, so each may do it in its own way.
 */
final class KernelAssignment {
  private static final float NOTHING = -Float.MAX_VALUE / 2;

  private final Logits logits;
  private final double factor;
  private final ProcessGroup processes;
  private final PrototypeParts parts;
  private final Tensor offsets; // [K], the logarithms of the factors of prototypes

  KernelAssignment(Logits logits, double temperature, ProcessGroup processes) {
    this.logits = logits;
    this.processes = processes;
    factor = SoftmaxTargets.LOG2_E / temperature;
    parts = new PrototypeParts((int) logits.count());
    offsets = Tensors.zeros(logits.count());
  }

  /**
   * @param rows that are samples, the others fill the last vector
   */
  private record Group(LogitBlock block, LogitGroup logits, int rows) {
    void shift(DoubleUnaryOperator shift) {
      float[] shifts = logits.softmaxShifts();
      for (int i = 0; i < shifts.length; i++) {
        shifts[i] = i < rows ? (float) shift.applyAsDouble(shifts[i]) : NOTHING;
      }
      logits.shift(shifts);
    }
  }

  SoftmaxTargets targets() {
    try (Scope scope = Scope.open()) {
      double samples = SinkhornKnopp.totalSamples(logits, processes);
      List<Group> groups = groups();
      parts.eachChunk(
          (thread, part, first) -> groups.forEach(group -> group.block().compute(first)));
      groups.forEach(group -> group.shift(ignored -> 0));
      Tensor sums = sums(groups);
      sums.div_(processes.sum(sums.sum()));
      for (int i = 0; i < SinkhornKnopp.ITERATIONS; i++) {
        if (i > 0) {
          scaleSamples(groups, samples);
          sums = sums(groups);
        }
        double prototypes = logits.count();
        offsets.sub_(processes.sum(sums).mul(new Scalar(prototypes)).log2_().flatten());
      }
    }
    return new SoftmaxTargets(logits, factor, offsets);
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    long rows = logits.rows();
    int most = LogitBlock.most(LogitKernels.type(logits.prototypes()));
    for (long first = 0; first < rows; first += most) {
      int count = (int) Math.min(most, rows - first);
      int filled = LogitBlock.filled(count);
      Tensor some = LogitBlock.padded(logits.samples().narrow(0, first, count), filled);
      LogitBlock block = new LogitBlock(some, logits.prototypes());
      LogitGroup.Range all = new LogitGroup.Range(0, filled);
      groups.add(new Group(block, new LogitGroup(block, all, factor, offsets), count));
    }
    return groups;
  }

  /** Of each prototype over the samples here, {@code [1, K]}. */
  private Tensor sums(List<Group> groups) {
    Tensor sums = Tensors.zeros(Math.max(1, groups.size()), logits.count());
    Matrix target = Tensors.matrix(sums);
    parts.eachChunk((thread, part, first) -> {
      for (int i = 0; i < groups.size(); i++) {
        Matrix ours = target.rows(i, 1).columns(first, LogitKernels.CHUNK);
        groups.get(i).logits().prototypeSums(first, ours);
      }
    });
    return sums.sum(new long[] {0}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
  }

  /** Each sample gets the same share. */
  private void scaleSamples(List<Group> groups, double samples) {
    groups.forEach(group -> group.logits().clearSums());
    parts.eachChunk(
        (thread, part, first) -> groups.forEach(group -> group.logits().addToSums(part, first)));
    double share = Math.log(samples) * SoftmaxTargets.LOG2_E;
    groups.forEach(group -> group.shift(shift -> shift - share));
  }
}
