package io.github.dino4j.pretrain.loss;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What {@link PrototypeLoss} does, by kernels of our own, where all targets are {@link
 * KernelTargets}: logits of student and teacher exist for a block of samples, everything after them
 * for a chunk of prototypes at a time.
 *
 * @param prototypes of the student, {@code [K, width]}, that {@link LogitKernels#suit}
 * @param gradient float32 of the same shape
 */
record KernelLoss(Tensor prototypes, Tensor gradient) {
  /** Evaluates all terms and adds their gradients. */
  List<PrototypeLoss.Result> add(List<PrototypeLoss.Part> parts) {
    double[] values = new double[parts.size()];
    List<Tensor> gradients = new ArrayList<>();
    for (PrototypeLoss.Part part : parts) {
      gradients.add(Tensors.zeros(part.term().rows(), prototypes.size(1)));
    }
    int most = LogitBlock.most(LogitKernels.type(prototypes));
    for (List<SampleSlice> block : SampleSlice.blocks(parts, most)) {
      try (Scope scope = Scope.open()) {
        new KernelLossBlock(this, block).add(values, gradients);
      }
    }
    List<PrototypeLoss.Result> results = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Tensor value = Tensors.of(new float[] {(float) values[i]}, 1).sum();
      results.add(new PrototypeLoss.Result(value, gradients.get(i)));
    }
    return results;
  }
}
