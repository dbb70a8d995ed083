package io.github.dino4j.pretrain.objective;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.x86.ScoreShape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What {@link PrototypeLoss} does, by kernels of our own: scores of student and teacher exist for a
 * block of samples, everything after them for a chunk of prototypes at a time.
 *
 * @param prototypes of the student, {@code [K, width]} in bf16
 * @param gradient float32 of the same shape
 */
record KernelLoss(Tensor prototypes, Tensor gradient) {
  /**
   * A term whose targets are {@link KernelTargets}.
   *
   * @param scale of its gradients
   */
  record Part(Term term, double scale) {
    KernelTargets targets() {
      return (KernelTargets) term.targets();
    }
  }

  /** Evaluates all parts and adds their gradients. */
  List<PrototypeLoss.Result> add(List<Part> parts) {
    double[] values = new double[parts.size()];
    List<Tensor> gradients = new ArrayList<>();
    for (Part part : parts) {
      gradients.add(Tensors.zeros(part.term().rows(), prototypes.size(1)));
    }
    for (List<SampleSlice> block : blocks(parts)) {
      try (Scope scope = Scope.open()) {
        new KernelLossBlock(this, block).add(values, gradients);
      }
    }
    List<PrototypeLoss.Result> results = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Tensor value = Tensors.of(new float[] {(float) values[i]}, 1);
      results.add(new PrototypeLoss.Result(value, gradients.get(i)));
    }
    return results;
  }

  /** Neighbouring parts with the same teacher share blocks. */
  private static List<List<SampleSlice>> blocks(List<Part> parts) {
    List<List<SampleSlice>> blocks = new ArrayList<>();
    List<SampleSlice> open = new ArrayList<>();
    int samples = 0;
    for (int i = 0; i < parts.size(); i++) {
      for (SampleSlice slice : SampleSlice.of(i, parts.get(i))) {
        boolean joins =
            samples + slice.width() <= ScoreShape.MOST
                && (open.isEmpty() || open.getFirst().teacher() == slice.teacher());
        if (!joins) {
          blocks.add(open);
          open = new ArrayList<>();
          samples = 0;
        }
        open.add(slice.at(samples));
        samples += slice.width();
      }
    }
    if (!open.isEmpty()) {
      blocks.add(open);
    }
    return blocks;
  }
}
