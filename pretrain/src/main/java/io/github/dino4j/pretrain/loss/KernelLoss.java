package io.github.dino4j.pretrain.loss;

import io.github.dino4j.pretrain.logits.LogitBlock;
import io.github.dino4j.pretrain.logits.LogitKernels;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * {@link PrototypeLoss} by kernels of our own. Targets are made anew from the teacher's logits:
 * logits of student and teacher exist for a block of samples, everything after them for a chunk of
 * prototypes at a time. Targets that a frozen teacher's prototypes were too narrow to be made so go
 * by libtorch.
 *
 * @param prototypes of the student, {@code [K, width]}, that {@link LogitKernels#suit}
 */
public record KernelLoss(Tensor prototypes, Tensor gradient) implements PrototypeLoss {
  @Override
  public List<LossAndGradient> evaluate(List<Term> terms) {
    if (!terms.stream().allMatch(SampleSlice::hasSoftmaxTargets)) {
      return new LibtorchLoss(prototypes, gradient).evaluate(terms);
    }
    try (NoGradGuard guard = new NoGradGuard()) {
      double[] values = new double[terms.size()];
      List<Tensor> gradients = new ArrayList<>();
      for (Term term : terms) {
        gradients.add(Tensors.zeros(term.rows(), prototypes.size(1)));
      }
      int most = LogitBlock.most(LogitKernels.type(prototypes));
      for (List<SampleSlice> block : SampleSlice.blocks(terms, most)) {
        try (Scope scope = Scope.open()) {
          new KernelLossBlock(this, block).add(values, gradients);
        }
      }
      return results(values, gradients);
    }
  }

  private static List<LossAndGradient> results(double[] values, List<Tensor> gradients) {
    List<LossAndGradient> results = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Tensor value = Tensors.of(new float[] {(float) values[i]}, 1).sum();
      results.add(new LossAndGradient(value, gradients.get(i)));
    }
    return results;
  }
}
